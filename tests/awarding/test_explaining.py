"""Why a badge was awarded: its trace, with the things it names as they are today."""

from __future__ import annotations

from doings import attended, evaluated, given, handed_in, kept
from support import NOON, achievement, member
from test_progress import approved

from badges.accounts.access import Actor
from badges.awarding.explaining import because
from badges.awarding.holding import accept
from badges.models import Community, LearningSession, Membership


def test_an_attendance_is_told_with_its_session(demo: Community, ada: Membership) -> None:
    achievement(demo)
    session = LearningSession(
        community_id=demo.id,
        title="Soldering for all",
        kind="workshop",
        starts_at=NOON,
        checkin_token="t",
        created_at=NOON,
    )
    went = attended(ada)
    went.session, went.hours = kept(session), 2.0
    (award,) = evaluated(ada)
    (reason,) = because(award)
    assert (reason.key, reason.met, reason.have, reason.need) == ("came", True, 1, 1)
    (fact,) = reason.facts
    assert (fact.name, fact.kind, fact.hours) == ("Soldering for all", "workshop", 2.0)
    assert (fact.at, fact.gone) == (NOON, False)


def test_what_was_struck_out_since_is_said_and_the_trace_stays(
    demo: Community, ada: Membership
) -> None:
    achievement(demo)
    went = attended(ada)
    (award,) = evaluated(ada)
    went.voided_at = NOON
    assert [(it.id, it.gone) for it in because(award)[0].facts] == [(str(went.id), True)]


def test_evidence_is_told_with_who_approved_it(demo: Community, ada: Membership) -> None:
    version = achievement(demo, "made", {"made": {"reviewed": {"by": "reviewers"}}})
    piece = handed_in(ada, version, "made", name="My lamp", state="approved")
    approved(piece, member(demo, "Rita", ""), "reviewer")
    approved(piece, member(demo, "Nora", ""), "reviewer", "not_yet")
    (award,) = evaluated(ada)
    (fact,) = because(award)[0].facts
    assert (fact.what, fact.name, fact.by) == ("review", "My lamp", ("Rita",))


def test_a_badge_that_carried_another_is_named(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    step = achievement(demo, "step", {"never": {"attended": {"times": 9}}})
    achievement(demo, "next", {"have": {"earned": {"achievement": "step"}}})
    accept(given(mona, step, ada).award, name="Ada")
    award = evaluated(ada)[-1]
    (fact,) = because(award)[0].facts
    assert (fact.what, fact.name, fact.gone) == ("award", "step", False)


def test_an_award_by_hand_tells_what_was_missing(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    award = given(mona, achievement(demo), ada).award
    assert [(it.met, it.have, it.facts) for it in because(award)] == [(False, 0, ())]
    award.trace = {}
    assert because(award) == ()


def test_another_ones_row_is_never_read(demo: Community, ada: Membership) -> None:
    achievement(demo)
    attended(ada)
    (award,) = evaluated(ada)
    theirs = attended(member(demo, "Bo", ""))
    trace = award.trace
    trace["milestones"][0]["progress"]["counted"][0]["id"] = str(theirs.id)
    award.trace = dict(trace)
    (fact,) = because(award)[0].facts
    assert (fact.kind, fact.gone) == ("", True)
