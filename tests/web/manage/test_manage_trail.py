"""The audit trail: in words, filtered, page by page, as a table, without anybody erased."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from databases import on_sqlite
from lxml import html
from support import member

from badges import audit
from badges.accounts.access import Actor
from badges.database import db
from badges.models import AuditEntry, Community, Membership
from badges.ports import now

from .desk import Desk


def entry(demo: Community, action: str, **given: object) -> AuditEntry:
    facts = {"at": now(), "via": "page", "subject": "", "detail": {}} | given
    row = AuditEntry(community_id=demo.id, action=action, **facts)
    db.session.add(row)
    db.session.commit()
    return row


def many(demo: Community, count: int) -> None:
    at = now()
    rows = [
        {
            "community_id": demo.id,
            "at": at,
            "via": "cli",
            "action": "award.offer",
            "subject": f"x:{n}",
        }
        for n in range(count)
    ]
    db.session.execute(sa.insert(AuditEntry), [row | {"detail": {}} for row in rows])
    db.session.commit()


def table(desk: Desk, query: str = "") -> list[dict[str, str]]:
    response = desk.get(f"/trail.csv?lang=en{query}")
    assert response.content_type == "text/csv; charset=utf-8"
    text = response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def deeds(page: str) -> int:
    return len(html.document_fromstring(page).xpath("//section[@class='trail']//li"))


def test_an_empty_trail_says_what_will_stand_here(mona: Desk) -> None:
    db.session.execute(sa.delete(AuditEntry))
    db.session.commit()
    assert "As soon as somebody awards, reviews or changes something here" in mona.text("/trail")


def test_deeds_are_said_in_words_with_who_and_by_which_door(mona: Desk, demo: Community) -> None:
    boss = db.session.query(Membership).filter_by(name="Mona Leitung").one()
    entry(demo, "evidence.review", actor_id=boss.id, detail={"verdict": "not_yet"})
    entry(demo, "batch.stage", via="api", detail={"rows": 1200})
    entry(demo, "one.of_tomorrow")
    page = mona.text("/trail")
    assert "Said of evidence: not yet Mona Leitung · pages" in page
    assert "Handed a list in (1,200) API" in page
    assert "one.of_tomorrow" in page
    assert "Nachweis beurteilt: noch nicht" in mona.get("/trail?lang=de").text


def test_what_it_was_done_to_is_one_click_away(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    entry(demo, "member.roles", subject=f"membership:{ada.id}")
    entry(demo, "award.offer", subject="award:999")
    page = html.document_fromstring(mona.get("/trail?lang=en").text)
    (link,) = [a for a in page.xpath("//section[@class='trail']//a") if a.text == "Ada Beispiel"]
    assert mona.get(link.get("href")).status_code == 200
    assert "the award" not in mona.text("/trail")


def test_who_was_erased_is_somebody_who_left(mona: Desk, demo: Community, ada: Membership) -> None:
    entry(demo, "award.accept", actor_id=ada.id)
    ada.name = ""
    db.session.commit()
    assert "Accepted a badge somebody who left" in mona.text("/trail")
    assert table(mona)[0]["Who"] == "somebody who left"


def test_a_name_that_was_deleted_after_its_time_is_said(mona: Desk, demo: Community) -> None:
    entry(demo, "award.offer", at=now() - timedelta(days=4000))
    entry(demo, "award.offer", at=now() - timedelta(days=4000), via="rule")
    names = [row["Who"] for row in table(mona, "&group=awards")]
    assert names == ["", "somebody; the name was deleted after its time"]
    assert mona.text("/trail?group=awards").count("deleted after its time") == 1


def test_another_communitys_deeds_and_people_stay_there(mona: Desk, demo: Community) -> None:
    other = Community(**{**_facts(demo), "slug": "other"})
    db.session.add(other)
    db.session.flush()
    entry(other, "community.live")
    assert "Went live" not in mona.text("/trail")
    assert all(row["Code"] != "community.live" for row in table(mona))


def _facts(demo: Community) -> dict[str, object]:
    names = [c.key for c in Community.__table__.columns if c.key not in {"id", "public_id"}]
    return {name: getattr(demo, name) for name in names}


@pytest.mark.parametrize("group", audit.GROUPS)
def test_each_kind_of_deed_shows_its_own_alone(mona: Desk, demo: Community, group: str) -> None:
    for words in audit.GROUPS.values():
        entry(demo, f"{words[0]}.x")
    codes = {row["Code"] for row in table(mona, f"&group={group}")}
    assert f"{audit.GROUPS[group][0]}.x" in codes
    assert all(code.split(".")[0] in audit.GROUPS[group] for code in codes)


def test_check_in_is_found_though_it_is_one_word(mona: Desk, demo: Community) -> None:
    entry(demo, "checkin")
    entry(demo, "checkins.other")
    assert [row["Code"] for row in table(mona, "&group=sessions")] == ["checkin"]


def test_one_persons_deeds_or_nobodys_are_shown(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    audit.record(Actor.member(ada), "award.accept", "award:1")
    audit.record(Actor.operator(demo, via="rule"), "award.offer", "award:1")
    db.session.commit()
    assert [r["Code"] for r in table(mona, f"&person={ada.id}")] == ["award.accept"]
    assert "award.accept" not in {r["Code"] for r in table(mona, "&person=0")}
    assert "award.offer" in {r["Code"] for r in table(mona, "&person=0")}
    page = mona.get(f"/trail?lang=en&person={ada.id}").text
    assert f'<option value="{ada.id}" selected>Ada Beispiel' in page


def test_days_are_those_of_the_community(mona: Desk, demo: Community) -> None:
    demo.zone = "Europe/Berlin"
    late = datetime(2026, 1, 10, 23, 30, tzinfo=UTC)
    for hours in (-24, 0, 24):
        entry(demo, "award.offer", at=late + timedelta(hours=hours), subject=f"x:{hours}")
    rows = table(mona, "&since=2026-01-11&until=2026-01-11")
    assert [(row["On what"], row["When"]) for row in rows] == [("x:0", "2026-01-11 00:30:00")]
    assert "11 January 2026" in mona.text("/trail?since=2026-01-11&until=2026-01-11")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("since=yesterday", "Write the day as year-month-day"),
        ("until=9999-12-31", "Write the day as year-month-day"),
        ("since=2026-02-02&until=2026-02-01", "The last day lies before the first."),
    ],
)
def test_days_that_are_none_are_said_and_kept(mona: Desk, query: str, sentence: str) -> None:
    for path in ("/trail", "/trail.csv"):
        response = mona.get(f"{path}?lang=en&{query}")
        assert response.status_code == 422
        assert sentence in response.text
        assert query.rsplit("=", maxsplit=1)[-1] in response.text


@pytest.mark.parametrize(
    "query", ["group=nothing", "person=me", "before=x", "after=-1", "before=9" + "9" * 30]
)
def test_an_odd_address_is_no_fault(mona: Desk, query: str) -> None:
    assert mona.get(f"/trail?lang=en&{query}").status_code == 200


def walked(desk: Desk, path: str, word: str) -> Iterator[str]:
    while path:
        page = desk.get(path).text
        yield page
        links = html.document_fromstring(page).xpath("//nav[@class='pager']//a")
        path = next((a.get("href") for a in links if word in (a.text or "")), "")


def test_pages_follow_one_another_both_ways(mona: Desk, demo: Community) -> None:
    db.session.execute(sa.delete(AuditEntry))
    many(demo, 130)
    pages = list(walked(mona, "/trail?lang=en&group=awards", "Older"))
    assert [deeds(page) for page in pages] == [50, 50, 30]
    newest = db.session.scalar(sa.select(sa.func.max(AuditEntry.id)))
    back = list(walked(mona, f"/trail?lang=en&before={newest - 99}", "Newer"))
    assert [deeds(page) for page in back] == [30, 50, 50]


def test_a_deed_written_meanwhile_moves_no_page(mona: Desk, demo: Community) -> None:
    many(demo, 60)
    first, second = walked(mona, "/trail?lang=en", "Older")
    older = html.document_fromstring(first).xpath("//nav[@class='pager']//a")[-1].get("href")
    many(demo, 5)
    assert deeds(mona.get(older).text) == deeds(second)


@on_sqlite
def test_a_hundred_thousand_deeds_are_reached_by_index(mona: Desk, demo: Community) -> None:
    many(demo, 20_050)
    asked = sa.text(
        "EXPLAIN QUERY PLAN SELECT * FROM audit_entry WHERE community_id = 1"
        " AND at <= '2026' AND (at < '2026' OR id < 900) ORDER BY at DESC, id DESC LIMIT 51"
    )
    plan = " ".join(str(row) for row in db.session.execute(asked))
    assert "TEMP B-TREE" not in plan
    assert "SCAN" not in plan
    assert len(table(mona)) == 20_000


def test_the_table_does_nothing_when_a_spreadsheet_opens_it(mona: Desk, demo: Community) -> None:
    evil = member(demo, "=HYPERLINK(1)")
    entry(demo, "award.accept", actor_id=evil.id, subject="@x:1")
    row = table(mona)[0]
    assert (row["Who"], row["On what"]) == ("'=HYPERLINK(1)", "'@x:1")
    response = mona.get("/trail.csv")
    assert response.headers["Content-Disposition"] == "attachment; filename=demo-trail.csv"


def test_the_trail_is_for_managers_alone(rita: Desk) -> None:
    assert rita.get("/trail").status_code == 403
    assert rita.get("/trail.csv").status_code == 403
