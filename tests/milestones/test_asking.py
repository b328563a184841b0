"""What a milestone asks of evidence: required kinds and a rubric."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from badges.milestones import (
    Asking,
    AskingError,
    Attended,
    Evidence,
    Milestone,
    Record,
    Reviewed,
    Submitted,
    asking_from_json,
    signals,
    stored_asking,
)

NOW = datetime(2026, 3, 10, tzinfo=UTC)
RUBRIC = [{"title": {"de": "Naht", "en": "Seam"}, "levels": [{"en": "loose"}, {"en": "tight"}]}]


def record(*kinds: str) -> Record:
    pieces = (Evidence(kind, "made", kind, NOW) for kind in kinds)
    return Record(now=NOW, evidence=tuple(pieces))


def test_it_is_read_and_written_alike() -> None:
    asking = asking_from_json({"kinds": ["file", "text", "file"], "rubric": RUBRIC})
    assert asking.kinds == ("file", "text")
    assert asking_from_json(asking.to_json()) == stored_asking(asking.to_json()) == asking
    assert (bool(asking), bool(Asking()), Asking().to_json()) == (True, False, {})


@pytest.mark.parametrize(
    "written",
    [
        [],
        "file",
        {"kinds": "file"},
        {"kinds": ["film"]},
        {"rubric": [{"title": {}}]},
        {"rubric": [{"title": {"fr": "Couture"}}]},
        {"rubric": [{"title": {"en": "x" * 121}}]},
        {"rubric": [{"title": {"en": "Seam"}, "levels": [{"en": "only one"}]}]},
        {"rubric": [{"title": {"en": "Seam"}}] * 13},
        {"colour": "red"},
    ],
)
def test_what_says_nothing_about_evidence_is_refused(written: Any) -> None:
    with pytest.raises(AskingError, match="cannot be used"):
        asking_from_json(written)


def test_every_required_kind_has_to_be_there() -> None:
    made = Milestone("made", {}, Attended(0), Asking(("file", "text")))
    made = Milestone("made", {}, Submitted(), made.asking)
    assert not made.check(record("file")).progress
    assert [it.params["kind"] for it in made.check(record("file")).progress.reasons] == ["text"]
    assert made.check(record("file", "text")).progress


def test_a_kind_that_the_rule_asks_for_itself_is_asked_for_once() -> None:
    made = Milestone("made", {}, Reviewed(kind="file"), Asking(("file",)))
    assert made.whole_rule is made.rule
    both = Milestone("made", {}, Reviewed(kind="file"), Asking(("file", "text")))
    assert {(it.what, it.kind) for it in signals([both])} >= {("evidence", "text")}
