"""What happens in a year: badges, people, what they do week by week. Plain dicts, no clock.

The same seed gives the same year. What people answer to an offer, and what becomes of a badge
later, follows from who, which and the how-manieth it is (:func:`answer`, :func:`fate`): the
product's side of the story and the oracle's ask the same question and must come to ask it alike.
"""

from __future__ import annotations

import os
import random
import zlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

SCALE = float(os.environ.get("TEST_SCALE", "1"))
MEMBERS = max(40, round(400 * min(SCALE, 1)))
ACTIVITIES = max(2_000, round(60_000 * min(SCALE, 1)))
WEEKS = 52
ZONE = "Europe/Berlin"
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
"""A Monday; weeks end on Sundays at 20:00 UTC."""

PAUSE = (date(2026, 7, 13), date(2026, 7, 26))
"""Two whole weeks in summer in which windows stand still."""

MENTORS = MEMBERS // 8
STAFF = ("Mona", "Milan", "Maike")
PATH_WEEK, STRICTER_WEEK, COHORT_WEEKS = 26, 30, (8, 14)
COHORT, COHORT_TAG = range(0, MEMBERS, 10), "Cohort 2026"

Json = dict[str, Any]

BADGES: dict[str, Json] = {
    "first-steps": {
        "rules": {"came": {"attended": {"times": 1, "kind": "workshop"}}},
    },
    "regular": {
        "rules": {"came": {"attended": {"times": 5, "kind": "meetup", "within": {"days": 90}}}},
        "valid_days": 150,
    },
    "helper": {
        "rules": {
            "solved": {
                "attended": {
                    "times": 12,
                    "kind": "post",
                    "where": {"field": "solved", "equals": True},
                }
            }
        },
    },
    "versatile": {
        "rules": {
            "topics": {"distinct": {"times": 6, "field": "topic", "kind": "workshop"}},
            "projects": {"attended": {"times": 2, "kind": "project", "tag": "garden"}},
        },
    },
    "maker": {
        "rules": {"hours": {"summed": {"field": "hours", "at_least": 25, "kind": "project"}}},
        "repeatable": True,
    },
    "steady": {"rules": {"weeks": {"weeks_active": {"weeks": 8, "of": 10}}}},
    "author": {
        "rules": {
            "wrote": {"reflected": {"length": 120}},
            "read": {"reviewed": {"times": 1, "by": "managers"}},
        },
    },
    "guide": {
        "rules": {
            "met": {"confirmed": {"times": 3, "role": "giver"}},
            "goal": {"goal_reached": {"times": 1, "confirmed_by": 1}},
        },
        "needed": 1,
    },
    "trusted": {"rules": {"words": {"vouched": {"times": 2, "from": "mentors"}}}},
    "speaker": {
        "rules": {
            "spoke": {
                "all_of": [
                    {"any_of": [{"presented": {"times": 3}}, {"manual": {"quorum": 2}}]},
                    {"none_of": [{"attended": {"times": 1, "kind": "incident"}}]},
                ]
            },
        },
    },
    "cohort": {
        "rules": {"weeks": {"attended": {"times": 3, "kind": "workshop", "tag": COHORT_TAG}}},
    },
    "path-beginner": {
        "rules": {
            "level-1": {
                "all_of": [
                    {"earned": {"achievement": "first-steps"}},
                    {"earned": {"achievement": "regular"}},
                ]
            },
            "level-2": {
                "at_least": {
                    "n": 1,
                    "of": [
                        {"earned": {"achievement": "helper"}},
                        {"earned": {"achievement": "versatile"}},
                    ],
                }
            },
        },
        "at_once": True,
        "since": PATH_WEEK,
        "everybody": True,
    },
    "path-advanced": {
        "rules": {
            "level-1": {
                "at_least": {
                    "n": 2,
                    "of": [
                        {"earned": {"achievement": slug}}
                        for slug in ("maker", "steady", "author", "trusted", "speaker", "guide")
                    ],
                }
            },
        },
        "at_once": True,
    },
}
"""Twelve badges and the cohort's; two of them finish a path."""

STRICTER: Json = {
    "solved": {
        "attended": {"times": 20, "kind": "post", "where": {"field": "solved", "equals": True}}
    }
}
"""What the helper's next version asks for."""

KINDS = {"post": 45, "meetup": 18, "workshop": 12, "talk": 8, "project": 15, "incident": 0.3}
TOPICS = ("bread", "soldering", "bees", "looms", "radio", "paper", "clay", "bikes")


def chance(*about: object) -> random.Random:
    """Give chance that follows from what it is about."""
    return random.Random(zlib.crc32(repr(about).encode()))  # noqa: S311 - the same year each time


def local(instant: datetime) -> date:
    """Give the day that it is in the community."""
    return instant.astimezone(ZoneInfo(ZONE)).date()


def week_end(week: int) -> datetime:
    """Give the instant at which a week is looked at."""
    return BEGIN + timedelta(days=7 * week + 6, hours=20)


def answer(who: int, badge: str, count: int) -> tuple[int, str]:
    """Tell after how many weeks somebody answers their n-th offer of a badge, and how."""
    drawn = chance("answer", who, badge, count)
    return drawn.randint(1, 4), "decline" if drawn.random() < 0.03 else "accept"


def fate(who: int, badge: str, count: int) -> list[tuple[int, str]]:
    """Tell what becomes of an accepted badge: in how many weeks after its award, and what."""
    drawn = chance("fate", who, badge, count)
    lot = drawn.random()
    if lot < 0.02:
        return [(drawn.randint(5, 20), "withdraw")]
    if lot < 0.04:
        begin = drawn.randint(5, 12)
        return [(begin, "suspend"), (begin + drawn.randint(1, 5), "reinstate")]
    return []


def step(who: int, badge: str, count: int, state: str, age: timedelta) -> str:
    """Tell what is done with a badge of some age now: an answer, an end, nothing."""
    since = age // timedelta(days=7)
    if state == "offered":
        wait, how = answer(who, badge, count)
        return how if since >= wait else ""
    due = dict(fate(who, badge, count)).get(since, "")
    fits = {"accepted": {"withdraw", "suspend"}, "suspended": {"reinstate"}}
    return due if due in fits.get(state, set()) else ""


def weeks() -> Iterator[Json]:
    """Give the weeks in order, each with its activities and its other deeds."""
    busy = _how_busy()
    each = ACTIVITIES // WEEKS
    number = 0
    vouched = Vouches()
    for week in range(WEEKS):
        draw = chance("week", week)
        many = each + (ACTIVITIES - each * WEEKS if week == WEEKS - 1 else 0)
        people = draw.choices(range(MEMBERS), busy, k=many)
        activities = []
        for who in people:
            activities.append(_activity(number, who, week, draw))
            number += 1
        yield {
            "week": week,
            "activities": activities,
            "again": draw.sample(activities, len(activities) // 100),
            "voided": [it["id"] for it in draw.sample(activities, max(1, many // 400))],
            **_deeds(week, draw, vouched),
        }


def _how_busy() -> list[float]:
    draw = chance("busy")
    return [draw.paretovariate(1.6) for _ in range(MEMBERS)]


def _activity(number: int, who: int, week: int, draw: random.Random) -> Json:
    kind = draw.choices(list(KINDS), list(KINDS.values()))[0]
    # A second of its own within the week, so that no two are at the same instant.
    second = (number * 7919) % (6 * 86_400)
    tags = ["garden"] if draw.random() < 0.25 else []
    fields: Json = {"topic": draw.choice(TOPICS)}
    if kind == "post":
        fields["solved"] = draw.random() < 0.4
    if kind == "talk" and draw.random() < 0.15:
        fields["role"] = "presenter"
    first, last = COHORT_WEEKS
    if kind == "workshop" and first <= week < last and who in COHORT:
        tags = [*tags, COHORT_TAG]
    return {
        "id": f"a{number}",
        "who": who,
        "kind": kind,
        "at": BEGIN + timedelta(days=7 * week, seconds=second),
        "hours": draw.choice([0.5, 1.0, 2.0, 3.5]) if kind == "project" else None,
        "tags": tags,
        "fields": fields,
    }


class Vouches:
    """Who vouched for whom: once for each, and five times a month at most."""

    def __init__(self) -> None:
        self.pairs: set[tuple[int, int]] = set()
        self.months: dict[tuple[int, int], int] = defaultdict(int)
        self.given: list[str] = []

    def regretted(self, draw: random.Random) -> list[str]:
        """Draw one that is taken back, once there are some."""
        return [self.given.pop(draw.randrange(len(self.given)))] if len(self.given) > 5 else []

    def allow(self, by: int, who: int, week: int) -> bool:
        """Tell whether it is allowed, and count it."""
        month = by, week_end(week).month
        if (by, who) in self.pairs or self.months[month] >= 5:
            return False
        self.pairs.add((by, who))
        self.months[month] += 1
        return True


def _deeds(week: int, draw: random.Random, vouches: Vouches) -> Json:
    """Draw what people do beside activities; a share of them each week."""
    few = max(2, MEMBERS // 50)
    mentors, others = range(MENTORS), range(MENTORS, MEMBERS)
    wrote = [
        {"id": f"e{week}-{at}", "who": who, "length": draw.choice([40, 130, 400])}
        for at, who in enumerate(draw.sample(others, few))
    ]
    wanted = [(draw.choice(mentors), draw.choice(others)) for _ in range(few)]
    words = [
        {"id": f"v{week}-{at}", "by": by, "who": who}
        for at, (by, who) in enumerate(wanted)
        if vouches.allow(by, who, week)
    ]
    vouches.given += [word["id"] for word in words]
    return {
        "wrote": wrote,
        "reviewed": [
            {
                "id": f"e{week - 1}-{at}",
                "by": draw.randrange(len(STAFF)),
                "verdict": draw.choices(["approved", "not_yet"], [3, 1])[0],
            }
            for at in range(few if week else 0)
        ],
        "met": [
            {"mentor": who, "confirmed": draw.random() < 0.9}
            for who in draw.sample(mentors, max(1, MENTORS // 4))
        ],
        "vouched": words,
        "took_back": vouches.regretted(draw) if week % 3 == 0 else [],
        "goals": [{"who": who, "reached": draw.random() < 0.7} for who in draw.sample(mentors, 2)],
        "confirmed": [
            {"who": draw.choice(others), "by": by}
            for by in draw.sample(range(len(STAFF)), 2)
            for _ in range(2)
        ]
        + [{"who": who, "by": by} for who in draw.sample(others, 1) for by in (0, 1)],
    }
