"""Rules and records of every kind, drawn by chance."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from badges.milestones import (
    Activity,
    AllOf,
    AnyOf,
    Approval,
    AtLeast,
    Attended,
    Between,
    Compare,
    Condition,
    Confirmed,
    Decision,
    Distinct,
    Earned,
    Every,
    Evidence,
    Goal,
    GoalReached,
    HeldAward,
    HoldersOf,
    LastDays,
    Manual,
    Meeting,
    NoneOf,
    Pause,
    Presented,
    Record,
    Reflected,
    Reviewed,
    Rule,
    Some,
    Submitted,
    Summed,
    Unless,
    Vouch,
    Vouched,
    WeeksActive,
)

WORDS = st.none() | st.sampled_from(["workshop", "Treffen am Abend", "π"])
TIMES = st.integers(1, 100_000)
PEOPLE = st.integers(1, 1000)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
SLUGS = st.sampled_from(["host", "mentor"])
WINDOWS = st.one_of(
    st.none(),
    st.builds(LastDays, st.integers(1, 3660)),
    st.builds(lambda ends: Between(min(ends), max(ends)), st.tuples(DAYS, DAYS)),
    st.builds(lambda day: Between(until=day), DAYS),
)
VOICES = st.sampled_from(["managers", "reviewers", "mentors", "holders", "anyone"]) | st.builds(
    HoldersOf, SLUGS
)

PATHS = st.sampled_from(["role", "points", "a.b", "tags", "hours", "ä"])
NUMBERS = st.integers(-5, 5) | st.floats(-5, 5)
SCALARS = st.booleans() | NUMBERS | st.sampled_from(["presenter", "x", "2"])
COMPARISONS = st.one_of(
    st.builds(Compare, PATHS, st.sampled_from(["equals", "contains"]), SCALARS),
    st.builds(Compare, PATHS, st.just("in"), st.lists(SCALARS, min_size=1, max_size=3).map(tuple)),
    st.builds(Compare, PATHS, st.just("at_least"), NUMBERS),
    st.builds(Compare, PATHS, st.just("prefix"), st.sampled_from(["pre", "x"])),
    st.builds(Compare, PATHS, st.just("present"), st.booleans()),
    st.builds(Compare, PATHS, st.just("same_as"), PATHS),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds(Every, st.lists(inner, min_size=1, max_size=2).map(tuple)),
        st.builds(Some, st.lists(inner, min_size=1, max_size=2).map(tuple)),
        st.builds(Unless, inner),
    ),
    max_leaves=3,
)
WHERE = st.none() | CONDITIONS.filter(lambda it: depth(it) <= 4)

LEAVES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Attended, TIMES, WORDS, WORDS, WINDOWS, WHERE),
    st.builds(Presented, TIMES, WORDS, WORDS, WINDOWS, WHERE),
    st.builds(Distinct, TIMES, PATHS, WORDS, WORDS, WINDOWS, WHERE),
    st.builds(Summed, PATHS, st.integers(1, 99) | st.floats(0.1, 99), WORDS, WORDS, WINDOWS, WHERE),
    st.builds(WeeksActive, st.integers(1, 520), st.integers(1, 520), WORDS, WORDS, WHERE),
    st.builds(Submitted, TIMES, WORDS, WINDOWS),
    st.builds(Reflected, st.integers(1, 100_000), TIMES, WINDOWS),
    st.builds(Reviewed, TIMES, VOICES, PEOPLE, WORDS, WINDOWS),
    st.builds(Vouched, PEOPLE, VOICES, WINDOWS),
    st.builds(Confirmed, TIMES, st.sampled_from([None, "giver", "receiver"]), WORDS, WINDOWS),
    st.builds(GoalReached, TIMES, st.integers(0, 1000), WINDOWS),
    st.builds(Manual, PEOPLE),
    st.builds(Earned, SLUGS, WINDOWS),
)
PARTS = st.lists(LEAVES, max_size=3).map(tuple)
COMPOSED: st.SearchStrategy[Rule] = st.one_of(
    st.builds(AllOf, PARTS),
    st.builds(AnyOf, PARTS),
    st.builds(NoneOf, PARTS),
    st.builds(AtLeast, st.integers(1, 9), PARTS),
)
RULES = LEAVES | COMPOSED | st.builds(AllOf, st.lists(LEAVES | COMPOSED, max_size=3).map(tuple))

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
IDS = st.sampled_from(["1", "2", "3"])
JSON = st.recursive(
    st.none() | SCALARS | st.just(float("inf")),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(PATHS, inner, max_size=2),
    max_leaves=4,
)
FIELDS = st.dictionaries(PATHS | st.just("a"), JSON, max_size=3)
HELD = st.frozensets(SLUGS)
ROLES = st.frozensets(st.sampled_from(["member", "mentor", "manager"]))
PEOPLE_NAMED = st.sampled_from(["me", "ada", "ben"])


def some(values: st.SearchStrategy) -> st.SearchStrategy:  # type: ignore[type-arg]
    return st.lists(values, max_size=3).map(tuple)


RECORDS = st.builds(
    Record,
    now=st.just(NOW),
    member=st.sampled_from(["", "me"]),
    activities=some(
        st.builds(
            Activity,
            IDS,
            st.sampled_from(["workshop", "talk"]),
            INSTANTS,
            st.frozensets(st.sampled_from(["π", "x"])),
            st.floats(0, 9),
            FIELDS,
        )
    ),
    evidence=some(
        st.builds(
            Evidence,
            IDS,
            st.just("m"),
            st.sampled_from(["text", "link"]),
            INSTANTS,
            some(st.builds(Approval, PEOPLE_NAMED, st.sampled_from(["manager", "guest"]), HELD)),
            st.booleans(),
            SLUGS,
            st.integers(0, 500),
        )
    ),
    awards=some(st.builds(HeldAward, IDS, SLUGS, INSTANTS, st.none() | INSTANTS)),
    vouches=some(st.builds(Vouch, IDS, PEOPLE_NAMED, INSTANTS, SLUGS, ROLES, HELD)),
    meetings=some(
        st.builds(Meeting, IDS, st.just("talk"), INSTANTS, st.sampled_from(["giver", "receiver"]))
    ),
    goals=some(st.builds(Goal, IDS, INSTANTS, some(PEOPLE_NAMED))),
    decisions=some(
        st.builds(Decision, IDS, PEOPLE_NAMED, st.just("manager"), INSTANTS, SLUGS, st.just("m"))
    ),
    pauses=some(st.builds(lambda a, b: Pause(min(a, b), max(a, b)), DAYS, DAYS)),
)


def depth(condition: Condition) -> int:
    match condition:
        case Every(parts) | Some(parts):
            return 1 + max(map(depth, parts))
        case Unless(part):
            return 1 + depth(part)
        case _:
            return 1
