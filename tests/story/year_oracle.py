"""A second, slow evaluation of the same year, which knows nothing of the product's rules.

Rules are read as they are written down (JSON); a member's doings are lists of dicts; each week
everybody is looked at anew, from the first thing they ever did. Nothing is remembered but what
happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

import year_script as script
from year_memory import Memory, Person

Json = dict[str, Any]
Answer = tuple[bool, list[tuple[str, str]]]
"""Whether a rule is met, and by what: ``(sort, id)`` of the oldest things that suffice."""


def is_paused(day: date) -> bool:
    return script.PAUSE[0] <= day <= script.PAUSE[1]


@cache
def first_day(today: date, days: int) -> date:
    """Go back day by day; days of a pause are free."""
    day = today
    while days > 0:
        day -= timedelta(days=1)
        if not is_paused(day):
            days -= 1
    return day


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@cache
def first_week(today: date, weeks: int) -> date:
    """Go back week by week, this one included; weeks of a pause are free."""
    week = monday(today)
    left = weeks if is_paused(week) and is_paused(week + timedelta(days=6)) else weeks - 1
    while left > 0:
        week -= timedelta(days=7)
        if not (is_paused(week) and is_paused(week + timedelta(days=6))):
            left -= 1
    return week


class Oracle(Memory):
    """Who should have which badge since when, by what."""

    def play(self, week: Json) -> None:
        """Let one week pass, and look at everybody anew."""
        self.remember(week)
        for person in self.people:
            while sum(self._look(person, badge) for badge in self.rules):
                pass

    def awarded(self) -> dict[tuple[int, str, int], Json]:
        """Give every award by whose, of what and the how-manieth."""
        return {
            (who, award["badge"], award["number"] + 1): award | {"by": set(award["by"])}
            for who, person in enumerate(self.people)
            for award in person.awards
        }

    def _look(self, person: Person, badge: str) -> bool:
        """Award a badge if all of it is met and there is nothing in the way."""
        before = [award for award in person.awards if award["badge"] == badge]
        facts = script.BADGES[badge]
        if before:
            last = before[-1]
            if last["state"] != "accepted":
                return False
            if not facts.get("repeatable") and not self._has_ended(last):
                return False
        spent = {thing for award in before for thing in award["by"]}
        answers = [
            self.check(rule, person, badge, key, spent) for key, rule in self.rules[badge].items()
        ]
        met = sum(answer[0] for answer in answers)
        if met < facts.get("needed", len(answers)):
            return False
        carried = [thing for answer in answers for thing in answer[1]]
        if before and not any(sort != "award" for sort, _ in carried):
            return False
        state = "accepted" if facts.get("at_once") else "offered"
        person.awards.append(
            {"badge": badge, "at": self.now, "state": state, "by": carried, "number": len(before)}
        )
        return True

    def _has_ended(self, award: Json) -> bool:
        days = script.BADGES[award["badge"]].get("valid_days")
        if days is None:
            return False
        return script.local(self.now) > script.local(award["at"]) + timedelta(days=days)

    def check(
        self, rule: Json, person: Person, badge: str, key: str, spent: set[tuple[str, str]]
    ) -> Answer:
        """Answer a rule as it is written."""
        ((name, asked),) = rule.items()
        if name in ("all_of", "any_of", "none_of", "at_least"):
            parts = asked["of"] if name == "at_least" else asked
            answers = [self.check(part, person, badge, key, spent) for part in parts]
            met = [things for answer, things in answers if answer]
            if name == "none_of":
                return not met, []
            need = {"all_of": len(parts), "any_of": 1}.get(name) or asked["n"]
            return len(met) >= need, [thing for things in met for thing in things]
        found: Callable[..., Answer] = getattr(self, f"_{name}")
        return found(asked, person, badge, key, spent)

    def _doings(self, asked: Json, person: Person, spent: set[tuple[str, str]]) -> Iterable[Json]:
        where = asked.get("where")
        within = asked.get("within")
        since = first_day(script.local(self.now), within["days"]) if within else date.min
        kind = asked.get("kind")
        for it in person.activities:
            if (kind is not None and it["kind"] != kind) or it["voided"] or it["at"] > self.now:
                continue
            if it["day"] < since or ("activity", it["id"]) in spent:
                continue
            if asked.get("tag") is not None and asked["tag"] not in it["tags"]:
                continue
            if where is not None and it["fields"].get(where["field"]) is not where["equals"]:
                continue
            yield it

    def _attended(
        self, asked: Json, person: Person, _badge: str, _key: str, spent: set[tuple[str, str]]
    ) -> Answer:
        found = [("activity", it["id"]) for it in self._doings(asked, person, spent)]
        return len(found) >= asked["times"], found[: asked["times"]]

    def _presented(
        self, asked: Json, person: Person, _badge: str, _key: str, spent: set[tuple[str, str]]
    ) -> Answer:
        doings = self._doings(asked, person, spent)
        found = [("activity", it["id"]) for it in doings if it["fields"].get("role") == "presenter"]
        return len(found) >= asked["times"], found[: asked["times"]]

    def _distinct(
        self, asked: Json, person: Person, _badge: str, _key: str, spent: set[tuple[str, str]]
    ) -> Answer:
        first: dict[Any, tuple[str, str]] = {}
        for it in self._doings(asked, person, spent):
            first.setdefault(it["fields"].get(asked["field"]), ("activity", it["id"]))
        return len(first) >= asked["times"], list(first.values())[: asked["times"]]

    def _summed(
        self, asked: Json, person: Person, _badge: str, _key: str, spent: set[tuple[str, str]]
    ) -> Answer:
        total, found = 0.0, []
        for it in self._doings(asked, person, spent):
            if total < asked["at_least"]:
                found.append(("activity", it["id"]))
            total += it["hours"] or 0.0
        return total >= asked["at_least"], found

    def _weeks_active(
        self, asked: Json, person: Person, _badge: str, _key: str, spent: set[tuple[str, str]]
    ) -> Answer:
        since = first_week(script.local(self.now), asked["of"])
        first: dict[date, tuple[str, str]] = {}
        for it in self._doings(asked, person, spent):
            if monday(it["day"]) >= since:
                first.setdefault(monday(it["day"]), ("activity", it["id"]))
        return len(first) >= asked["weeks"], list(first.values())[: asked["weeks"]]

    def _reflected(
        self, asked: Json, person: Person, badge: str, key: str, _spent: set[tuple[str, str]]
    ) -> Answer:
        return self._handed_in(person, badge, key, 1, lambda it: it["length"] >= asked["length"])

    def _reviewed(
        self, asked: Json, person: Person, badge: str, key: str, _spent: set[tuple[str, str]]
    ) -> Answer:
        return self._handed_in(person, badge, key, asked["times"], lambda it: it["approved"])

    def _handed_in(
        self, person: Person, badge: str, key: str, need: int, fits: Callable[[Json], bool]
    ) -> Answer:
        found = [
            ("evidence", it["id"])
            for it in person.evidence
            if (it["badge"], it["key"]) == (badge, key) and not it["not_yet"] and fits(it)
        ]
        return len(found) >= need, found[:need]

    def _vouched(
        self, asked: Json, person: Person, _badge: str, _key: str, _spent: set[tuple[str, str]]
    ) -> Answer:
        first: dict[int, tuple[str, str]] = {}
        for it in person.vouches:
            if not it["taken_back"]:
                first.setdefault(it["by"], ("vouch", it["id"]))
        return len(first) >= asked["times"], list(first.values())[: asked["times"]]

    def _confirmed(
        self, asked: Json, person: Person, _badge: str, _key: str, _spent: set[tuple[str, str]]
    ) -> Answer:
        found = [("meeting", it["id"]) for it in person.meetings if it["role"] == asked["role"]]
        return len(found) >= asked["times"], found[: asked["times"]]

    def _goal_reached(
        self, asked: Json, person: Person, _badge: str, _key: str, _spent: set[tuple[str, str]]
    ) -> Answer:
        found = [("goal", it["id"]) for it in person.goals if it["reached"]]
        return len(found) >= asked["times"], found[: asked["times"]]

    def _manual(
        self, asked: Json, person: Person, _badge: str, _key: str, _spent: set[tuple[str, str]]
    ) -> Answer:
        found = [("decision", it["id"]) for it in person.decisions]
        return len(found) >= asked["quorum"], found[: asked["quorum"]]

    def _earned(
        self, asked: Json, person: Person, _badge: str, _key: str, _spent: set[tuple[str, str]]
    ) -> Answer:
        found = [
            ("award", f"{award['badge']}/{award['number']}")
            for award in person.awards
            if award["badge"] == asked["achievement"]
            and award["state"] == "accepted"
            and not self._has_ended(award)
        ]
        return bool(found), found[:1]
