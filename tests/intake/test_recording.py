"""Many activities at once: each has its verdict, and none stands in another's way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from support import NOON, community, member

from badges.accounts.access import Actor
from badges.database import db
from badges.errors import ForbiddenError, LimitError
from badges.intake.recording import AHEAD, MOST_AT_ONCE, ToldActivity, record_many
from badges.models import Activity, AuditEntry, Community, Job, Membership, WaitingActivity


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada")


def told(**facts: Any) -> ToldActivity:
    return ToldActivity(**({"kind": "review", "occurred_at": NOON} | facts))


def rows() -> list[Activity]:
    return list(db.session.scalars(sa.select(Activity).order_by(Activity.id)))


def outcomes(actor: Actor, *given: ToldActivity, **how: Any) -> list[str]:
    return [each.outcome for each in record_many(actor, given, **how)]


def test_people_are_found_by_number_and_by_any_of_their_addresses(
    mona: Actor, ada: Membership, demo: Community
) -> None:
    bo = member(demo, "Bo", "bo@one.example")
    bo.address = "bo@two.example"
    found = record_many(
        mona,
        [told(member=ada.id), told(address="BO@one.example"), told(address="bo@two.example")],
    )
    assert [each.membership_id for each in found] == [ada.id, bo.id, bo.id]
    assert [each.activity_id for each in found] == [row.id for row in rows()]


def test_the_bad_ones_do_not_keep_the_good_ones_out(mona: Actor, ada: Membership) -> None:
    here = {"member": ada.id}
    found = record_many(
        mona,
        [
            told(**here),
            told(**here, kind=" "),
            told(**here, occurred_at=NOON + timedelta(days=2)),
            told(**here, occurred_at=datetime.fromisoformat("1970-01-01T00:00:00Z")),
            told(member=4711),
            told(address="nobody"),
            told(**here, fields={"n": float("nan")}),
            told(**here, kind="talk"),
        ],
    )
    assert [each.outcome for each in found] == ["recorded", *["refused"] * 6, "recorded"]
    assert [each.problem.code for each in found if each.problem] == [
        "session.word",
        "activity.ahead",
        "activity.long_ago",
        "member.unknown",
        "email.invalid",
        "activity.fields",
    ]


def test_an_id_counts_once_within_a_batch_and_across_batches(mona: Actor, ada: Membership) -> None:
    first = told(member=ada.id, external_id="7")
    assert outcomes(mona, first, first) == ["recorded", "known"]
    other = told(member=ada.id, external_id="7", kind="talk")
    assert outcomes(mona, first, other) == ["known", "refused"]
    assert len(rows()) == 1


def test_a_voided_one_that_is_told_again_stays_voided(mona: Actor, ada: Membership) -> None:
    again = told(member=ada.id, external_id="7")
    record_many(mona, [again])
    rows()[0].voided_at = NOON
    assert outcomes(mona, again) == ["known"]
    assert rows()[0].voided_at == NOON


def test_two_people_cannot_share_an_id(mona: Actor, ada: Membership, demo: Community) -> None:
    bo = member(demo, "Bo")
    given = [told(member=each.id, external_id="7") for each in (ada, bo)]
    assert outcomes(mona, *given) == ["recorded", "refused"]
    assert outcomes(mona, *given) == ["known", "refused"]


def test_one_job_looks_at_each_member(mona: Actor, ada: Membership, demo: Community) -> None:
    bo = member(demo, "Bo")
    ahead = NOON + AHEAD
    record_many(
        mona,
        [
            *(told(member=ada.id, kind=kind) for kind in ("a", "b", "a")),
            told(member=bo.id),
            told(member=bo.id, occurred_at=ahead),
        ],
    )
    jobs = db.session.scalars(sa.select(Job).where(Job.name == "evaluate_member")).all()
    found = [(job.arguments["membership_id"], job.due_at) for job in jobs]
    assert found == [(ada.id, NOON), (bo.id, NOON), (bo.id, ahead)]
    assert jobs[0].arguments["signals"] == [["activity", "a"], ["activity", "b"]]


def test_a_rehearsal_gives_the_verdicts_and_records_nothing(mona: Actor, ada: Membership) -> None:
    given = [told(member=ada.id), told(address="new@example.org"), told(member=4711)]
    assert outcomes(mona, *given, rehearse=True) == ["recorded", "kept", "refused"]
    assert (rows(), db.session.scalars(sa.select(WaitingActivity)).all()) == ([], [])


def test_the_questions_do_not_grow_with_the_batch(mona: Actor, ada: Membership) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement.split(maxsplit=1)[0])

    def count(size: int) -> int:
        db.session.flush()
        del asked[:]
        name = f"{size}-"
        record_many(
            mona, [told(member=ada.id, external_id=name + str(each)) for each in range(size)]
        )
        return len(asked)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        few, many = count(2), count(300)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert many <= few + 1


def test_only_who_may_and_only_so_many(mona: Actor, ada: Membership) -> None:
    with pytest.raises(ForbiddenError):
        record_many(Actor.member(ada), [told(member=ada.id)])
    with pytest.raises(LimitError):
        record_many(mona, [told(member=ada.id)] * (MOST_AT_ONCE + 1))


def test_another_communitys_members_are_not_there(mona: Actor, ada: Membership) -> None:
    other = community("other")
    stranger = member(other, "Stranger", "stranger@other.example")
    assert outcomes(mona, told(member=stranger.id)) == ["refused"]
    assert outcomes(mona, told(address=stranger.address), keep_unknown=False) == ["refused"]


def test_who_left_is_refused_and_the_trail_names_nobody(mona: Actor, ada: Membership) -> None:
    ada.left_at = NOON
    (found,) = record_many(mona, [told(member=ada.id)])
    assert found.problem is not None
    assert found.problem.code == "activity.left"
    bo = member(mona.community, "Bo")
    record_many(mona, [told(member=bo.id), told(member=bo.id)])
    entry = db.session.scalars(sa.select(AuditEntry)).all()[-1]
    assert (entry.action, entry.detail) == (
        "activities.record",
        {"count": 2, "source": "api"},
    )
