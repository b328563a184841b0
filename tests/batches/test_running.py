"""The good rows of a list are awarded, once each, whatever happens in between."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from support import Clock, member

from badges import jobs
from badges.accounts.access import Actor
from badges.awarding.awards import award
from badges.awarding.erasing import erase_person
from badges.awarding.holding import accept
from badges.batches import chunks, running
from badges.batches.reporting import counts_of, left_out_csv, report_csv
from badges.batches.rows import award_row
from badges.batches.running import AT_ONCE, award_chunk, cancel, confirm, run_batch, run_chunk
from badges.database import db
from badges.errors import ConflictError
from badges.intake.lists import read_people
from badges.models import AchievementVersion, Community
from badges.wording import wording

from .handed import all_awards, awarded, many, problem, rows, staged

LIST = (
    "Name;E-Mail;Satz;Nachweis;Datum;Sprache\n"
    "Cy Neu;cy@x.example;Great;https://a.example;01.03.2026;en\n"
    "=1+1;no address;;;;\n"
)


def test_an_award_says_what_its_row_says(mona: Actor, version: AchievementVersion) -> None:
    batch = awarded(mona, version, LIST)
    (made,) = all_awards()
    assert (batch.state, batch.awarded, batch.handled) == ("done", 1, 1)
    assert (made.recipient_name, made.narrative, made.language) == ("Cy Neu", "Great", "en")
    assert (made.reason, made.awarded_at.date().isoformat()) == ("Was there", "2026-03-01")
    assert [piece.url for piece in made.evidence] == ["https://a.example"]


def test_who_was_unknown_is_invited_and_joins_by_accepting(
    mona: Actor, version: AchievementVersion
) -> None:
    awarded(mona, version, LIST)
    (made,) = all_awards()
    assert made.member is not None
    assert made.member.invited
    accept(made, name="Cyrus Neu")
    assert (made.member.invited, made.member.name) == (False, "Cyrus Neu")


def test_saying_yes_twice_awards_once(mona: Actor, version: AchievementVersion) -> None:
    batch = awarded(mona, version, LIST)
    confirm(mona, batch)
    run_batch(batch.id)
    assert (len(all_awards()), batch.awarded) == (1, 1)


@pytest.fixture
def _short_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "ROWS", 20)


@pytest.mark.usefixtures("_short_chunks")
@pytest.mark.parametrize("step", ["award_plain_rows", "open_rows", "settle"])
def test_a_list_goes_on_after_its_process_died(
    mona: Actor, version: AchievementVersion, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = staged(mona, version, many(45))
    confirm(mona, batch)
    db.session.commit()
    assert (batch.state, batch.handled) == ("awarding", 0)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    run_chunk(batch.id)
    with monkeypatch.context() as patch:
        patch.setattr(running, step, die)
        with pytest.raises(KeyboardInterrupt):
            award_chunk(batch.id)
    db.session.rollback()
    assert len(all_awards()) == (40 if step == "settle" else 20)
    jobs.run_due()
    assert (batch.state, batch.awarded, len(all_awards())) == ("done", 45, 45)


def test_a_slow_machine_lets_others_write_after_a_second(
    mona: Actor, version: AchievementVersion, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*args: Any) -> str:
        clock.move(seconds=0.4)
        return award_row(*args)

    monkeypatch.setattr(running, "award_row", slowly)
    linked = "".join(f"P {n};p{n}@x.example;;https://a.example/{n}\n" for n in range(7))
    batch = staged(mona, version, f"Name;E-Mail;Satz;Nachweis\n{linked}")
    confirm(mona, batch)
    assert (batch.state, batch.handled, len(all_awards())) == ("awarding", 3, 3)
    db.session.commit()
    for _ in range(2):
        award_chunk(batch.id)
    assert (batch.state, batch.handled, len(all_awards())) == ("done", 7, 7)


@pytest.mark.usefixtures("_short_chunks")
def test_cancelling_keeps_what_was_awarded(mona: Actor, version: AchievementVersion) -> None:
    batch = staged(mona, version, many(45))
    confirm(mona, batch)
    award_chunk(batch.id)
    cancel(mona, batch)
    db.session.commit()
    jobs.run_due()
    assert (batch.state, batch.handled, len(all_awards())) == ("cancelled", 20, 20)
    with pytest.raises(ConflictError):
        confirm(mona, batch)


def test_a_list_that_an_earlier_version_began_goes_on(
    mona: Actor, version: AchievementVersion
) -> None:
    batch = staged(mona, version, many(AT_ONCE + 5))
    batch.state, batch.confirmed_at = "awarding", batch.created_at
    for row in rows(batch)[:4]:
        award_row(mona, batch, row)
    batch.handled = batch.awarded = 4
    db.session.commit()
    run_batch(batch.id)
    db.session.commit()
    jobs.run_due()
    assert (batch.state, batch.handled, len(all_awards())) == ("done", 30, 30)


def test_a_row_that_is_awarded_meanwhile_is_refused_and_the_rest_goes_on(
    mona: Actor, version: AchievementVersion, demo: Community
) -> None:
    ada = member(demo, "Ada Beispiel", "ada@x.example")
    batch = staged(mona, version, "Ada;ada@x.example\nBo;bo@x.example")
    award(mona, version.achievement, ada, reason="Faster")
    confirm(mona, batch)
    first, second = rows(batch)
    assert (first.outcome, problem(first)) == ("refused", "award.already")
    assert second.outcome == "awarded"
    assert counts_of(batch).left_out == 1


def test_a_list_without_a_good_row_is_not_awarded(mona: Actor, version: AchievementVersion) -> None:
    with pytest.raises(ConflictError) as caught:
        confirm(mona, staged(mona, version, "Bo;nothing"))
    assert caught.value.reason.code == "batch.no_good_rows"


def test_the_report_says_what_became_of_each_row(mona: Actor, version: AchievementVersion) -> None:
    batch = awarded(mona, version, LIST)
    table = list(csv.DictReader(io.StringIO(report_csv(batch, wording("en"))), delimiter=";"))
    assert [row["verdict"] for row in table] == ["awarded", "refused"]
    assert "/credentials/" in table[0]["why"]
    assert table[1]["name"] == "'=1+1"


def test_what_was_left_out_can_be_mended_and_handed_in_again(
    mona: Actor, version: AchievementVersion
) -> None:
    bad = left_out_csv(awarded(mona, version, LIST), wording("de"))
    assert "Cy" not in bad
    (row,) = read_people(bad.replace("no address", "du@x.example"))
    assert row.address == "du@x.example"
    assert "'=1+1" in bad


def test_who_is_erased_stands_on_no_list(mona: Actor, version: AchievementVersion) -> None:
    batch = awarded(mona, version, LIST)
    (made,) = all_awards()
    assert made.member is not None
    erase_person(made.member.person)
    assert [row.given["name"] for row in rows(batch)] == ["=1+1"]
