"""What has had its time goes, once, with a line that counts it; what has not, stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from kept_rows import invited, offered, reviewed, rows_with
from support import NOON, Clock, achievement, community, manager, member

from badges.accounts.access import Actor
from badges.awarding.awards import award
from badges.awarding.holding import accept, decline
from badges.database import db
from badges.models import AuditEntry, Award, Community, Evidence, Membership, OutboxMail
from badges.ports import ports
from badges.privacy import sweeping
from badges.privacy.due import KINDS, ends
from badges.privacy.sweeping import coming, let_go


def counted() -> list[dict[str, int]]:
    query = sa.select(AuditEntry).where(AuditEntry.action == "retention.let_go")
    return [entry.detail for entry in db.session.scalars(query.order_by(AuditEntry.id))]


def test_an_offer_that_ran_out_takes_its_person_along(mona: Actor, clock: Clock) -> None:
    made = offered(mona, invited(mona))
    clock.move(days=89)
    let_go()
    assert made.state == "offered"
    clock.move(days=1)
    let_go()
    assert made.state == "erased"
    assert [event.what for event in made.events] == ["offered", "lapsed", "erased"]
    assert rows_with("zora") == rows_with("Zora") == []


def test_who_is_more_than_an_offer_stays(mona: Actor, club: Community, clock: Clock) -> None:
    ada = member(club, "Ada Beispiel")
    open_one, no = offered(mona, ada), decline(offered(mona, ada, "vase"))
    kept = accept(offered(mona, ada, "chair"), name="Ada Beispiel")
    clock.move(days=90)
    let_go()
    assert {kind: counted()[-1][kind] for kind in ("offers", "declined")} == {
        "offers": 1,
        "declined": 1,
    }
    assert (ada.name, kept.state) == ("Ada Beispiel", "accepted")
    assert [(each.state, each.claim_hash) for each in (open_one, no)] == [
        ("lapsed", None),
        ("declined", None),
    ]
    assert open_one.recipient_address == ""


def test_an_award_dated_back_is_no_old_offer(mona: Actor, clock: Clock) -> None:
    made = offered(mona, invited(mona), day=NOON.date() - timedelta(days=400))
    let_go()
    assert made.state == "offered"
    clock.move(days=90)
    assert len(ends(mona.community, "offers", clock(), most=9)) == 1


def test_refused_evidence_goes_whole_and_approved_files_keep_their_digest(
    mona: Actor, club: Community, clock: Clock
) -> None:
    ada, version = member(club), achievement(club, "lamp", {"made": {"reviewed": {}}})
    refused = reviewed(mona, ada, version, "not_yet").id
    good = reviewed(mona, ada, version, "approved")
    digest, sha256 = good.digest_sri, good.sha256
    award(mona, version.achievement, ada, reason="Good", evidence_ids=[good.id])
    clock.move(days=30)
    let_go()
    assert db.session.get(Evidence, refused) is None
    assert ports().files.get(club.id, sha256) == b"My lamp"
    clock.move(days=335)
    let_go()
    assert good.state == "approved", "the offer that rests on it lapsed; it stays the member's"
    assert (good.file, good.file_gone_at) == (None, clock())
    assert (good.digest_sri, good.sha256) == (digest, sha256)


def test_a_mail_keeps_that_it_was_sent_and_not_what_it_said(mona: Actor, clock: Clock) -> None:
    held = offered(mona, member(mona.community, "Ada Beispiel"))
    accept(held, name="Ada Beispiel")
    offered(mona, member(mona.community, "Bo Probe"), "vase")
    clock.move(days=30)
    let_go()
    mails = {mail.address: mail for mail in db.session.scalars(sa.select(OutboxMail))}
    assert mails["ada@club.example.org"].text == mails["ada@club.example.org"].link == ""
    assert "/claim/" in mails["bo@club.example.org"].link, "an open offer needs its link"


def test_the_trail_forgets_who_and_keeps_what(mona: Actor, clock: Clock) -> None:
    made = offered(mona, member(mona.community))
    clock.move(days=30)
    let_go()
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action != "x")).first()
    assert entry is not None
    assert (entry.actor_id, entry.subject) == (None, f"award:{made.id}")


def test_run_again_it_finds_nothing_and_says_nothing(mona: Actor, clock: Clock) -> None:
    offered(mona, invited(mona))
    clock.move(days=90)
    let_go()
    before = counted()
    let_go()
    assert counted() == before
    assert not any(ends(mona.community, kind, clock(), most=1) for kind in KINDS)


def test_much_goes_in_small_steps_and_the_rest_is_promised(
    mona: Actor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "AT_A_TIME", 2)
    monkeypatch.setattr(sweeping, "MOST_ROUNDS", 2)
    version = achievement(mona.community, "lamp")
    for number in range(5):
        who = invited(mona, f"Neu {number}", f"neu{number}@example.org")
        award(mona, version.achievement, who, reason="Well done")
    clock.move(days=90)
    let_go()
    assert [line["offers"] for line in counted()] == [2, 2]
    assert "let_go" in str(db.session.execute(sa.text("SELECT name FROM job")).all())
    let_go()
    assert db.session.scalars(sa.select(Award.state)).all() == ["erased"] * 5


def test_what_goes_next_is_told_with_its_day_and_names(mona: Actor, clock: Clock) -> None:
    offered(mona, invited(mona))
    assert coming(mona) == []
    clock.move(days=70)
    (going,) = coming(mona)
    assert (str(going.day), dict(going.counts)) == ("2026-06-09", {"offers": 1})
    assert going.names == ["Zora Neu"]
    clock.at = NOON.replace(month=6, day=9, hour=6)
    let_go()
    assert coming(mona) == [], "it went on the day that was told"


def test_a_demo_and_other_communities_are_left_alone(mona: Actor, clock: Clock) -> None:
    demo = manager(community("demo", stage="demo"))
    slow = manager(community("slow", retention={"offers": 200}))
    made: list[Award] = [offered(actor, _new(actor)) for actor in (mona, demo, slow)]
    clock.move(days=100)
    let_go()
    assert [each.state for each in made] == ["erased", "offered", "offered"]


def _new(actor: Actor) -> Membership:
    return invited(actor, "Zora Neu", f"zora@{actor.community.slug}.example.org")
