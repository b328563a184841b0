"""A list of people: pasted, looked at, previewed, awarded once, reported, undone, printed."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa
from published import issuing_community
from support import achievement, member

from badges.database import db
from badges.models import Award, AwardBatch, Community, Membership, OutboxMail

from .desk import Desk, typed_in, words_of

PEOPLE = "Ada Beispiel; ada@demo.example.org\nCy Neu; cy@x.example\nDu; nothing"


@pytest.fixture
def demo(app: object) -> Community:
    return issuing_community()


@pytest.fixture
def ada(demo: Community) -> Membership:
    row = member(demo, "Ada Beispiel")
    row.subject_id = "urn:uuid:00000000-0000-4000-8000-000000000001"
    return row


@pytest.fixture
def badge(demo: Community, ada: Membership) -> str:
    achievement(demo, "workshop", name={"en": "Workshop", "de": "Werkstatt"})
    db.session.commit()
    return "/badges/workshop"


def hand_in(mona: Desk, badge: str, **fields: object) -> str:
    """Hand a list in; gives its page's path."""
    answer = mona.post(f"{badge}/list", {"list": PEOPLE, "reason": "Was there", **fields})
    assert answer.status_code == 303, words_of(answer)
    return re.sub(r".*/manage/demo|\?.*", "", answer.location)


def count(model: type[Award | Membership | OutboxMail]) -> int:
    return db.session.scalar(sa.select(sa.func.count(model.id))) or 0


def test_a_list_shows_each_rows_verdict_and_awards_nothing(mona: Desk, badge: str) -> None:
    page = mona.text(hand_in(mona, badge))
    assert "2 people will get the badge" in page
    assert "“nothing” is not an e-mail address" in page
    assert (count(Award), count(OutboxMail)) == (0, 0)


def test_a_file_of_any_kind_is_read(mona: Desk, badge: str) -> None:
    data = "E-Mail\tName\nzoe@x.example\tZoë\n".encode("utf-16")
    page = mona.text(hand_in(mona, badge, list="", file=(io.BytesIO(data), "people.csv")))
    assert "Zoë" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"list": " "}, "Paste the list here"),
        ({"list": "Name;E-Mail"}, "There is nobody on this list"),
        ({"reason": ""}, "Say why"),
        ({"place": "x" * 200}, "100 characters"),
    ],
)
def test_what_is_wrong_is_said_and_the_list_kept(
    mona: Desk, badge: str, wrong: dict[str, str], sentence: str
) -> None:
    answer = mona.post(f"{badge}/list", {"list": PEOPLE, "reason": "Was there"} | wrong)
    assert (answer.status_code, count(Award)) == (422, 0)
    assert sentence in words_of(answer)
    assert typed_in(answer, "list") == ({"list": PEOPLE} | wrong)["list"]


def test_awarding_twice_makes_no_double(mona: Desk, badge: str) -> None:
    path = hand_in(mona, badge)
    mona.post(f"{path}/award")
    mona.post(f"{path}/award")
    assert count(Award) == 2
    page = mona.text(path)
    assert "2 people were awarded the badge" in page
    assert "Undo it all" in page


def test_a_whole_list_is_undone(mona: Desk, badge: str) -> None:
    path, before = hand_in(mona, badge), count(Membership)
    mona.post(f"{path}/award")
    mona.post(f"{path}/undo")
    assert (count(Award), count(OutboxMail), count(Membership)) == (0, 0, before)
    assert "It is undone" in mona.text(path)


def test_the_preview_is_the_real_thing_and_nothing_of_it_is_kept(mona: Desk, badge: str) -> None:
    path = hand_in(mona, badge)
    before = count(Membership)
    page = mona.text(f"{path}/preview/2")
    assert "cy@x.example" in page
    assert "/claim/" in page
    assert "Issued on3/2026" in page
    assert "organizationName" not in page
    claim = mona.get(f"{path}/preview/2/page")
    assert "Cy Neu" in claim.text
    assert "form-action 'none'" in claim.headers["Content-Security-Policy"]
    assert "sandbox" in mona.get(f"{path}/preview/2/mail").headers["Content-Security-Policy"]
    assert (count(Award), count(OutboxMail), count(Membership)) == (0, 0, before)


@pytest.mark.parametrize("picture", ["certificate.png", "card.png"])
def test_certificate_and_card_are_drawn_before_anything_is_signed(
    mona: Desk, badge: str, picture: str
) -> None:
    answer = mona.get(f"{hand_in(mona, badge)}/preview/1/{picture}")
    assert answer.data.startswith(b"\x89PNG")
    assert count(Award) == 0


def test_a_bad_row_has_no_preview(mona: Desk, badge: str) -> None:
    assert mona.get(f"{hand_in(mona, badge)}/preview/3").status_code == 404


def test_what_is_left_out_and_the_report_are_downloads(mona: Desk, badge: str) -> None:
    path = hand_in(mona, badge)
    mona.post(f"{path}/award")
    left_out, report = mona.get(f"{path}/left-out.csv"), mona.get(f"{path}/report.csv")
    assert "attachment" in left_out.headers["Content-Disposition"]
    assert left_out.text.startswith("\ufeffname;e-mail;")
    assert ("Du;nothing" in left_out.text, "Cy" in left_out.text) == (True, False)
    assert report.text.count("/credentials/") == 2


def test_the_sheet_prints_the_links_that_were_written(mona: Desk, badge: str) -> None:
    path = hand_in(mona, badge)
    mona.post(f"{path}/award")
    before = set(db.session.scalars(sa.select(Award.claim_hash)))
    sheet = mona.post(f"{path}/sheet")
    assert sheet.data.startswith(b"%PDF")
    assert set(db.session.scalars(sa.select(Award.claim_hash))) == before


def test_a_dropped_list_is_awarded_no_more(mona: Desk, badge: str) -> None:
    path = hand_in(mona, badge)
    mona.post(f"{path}/cancel")
    mona.post(f"{path}/award")
    assert count(Award) == 0
    assert db.session.scalars(sa.select(AwardBatch.state)).one() == "cancelled"
    assert "is invited" not in mona.text(path)


def test_a_page_at_work_looks_again_by_itself_and_without_scripts(mona: Desk, badge: str) -> None:
    path = hand_in(mona, badge, list="".join(f"p{n}@x.example\n" for n in range(501)))
    page = mona.get(path).text
    assert 'hx-trigger="every 2s"' in page
    assert '<progress value="500" max="501"' in page
    assert "Look again" in mona.text(path)


def test_cards_are_printed_used_once_and_closed(mona: Desk, badge: str) -> None:
    page = mona.text(f"{badge}/cards")
    assert "eight cards" in page
    sheet = mona.post(f"{badge}/cards", {"title": "Camp", "count": "9", "days": "2"})
    assert sheet.data.startswith(b"%PDF")
    assert mona.post(f"{badge}/cards", {"title": "", "count": "0", "days": "2"}).status_code == 422
    assert "0 of 9 cards were used" in mona.text("/cards/1")
    mona.post("/cards/1/close")
    assert "closed" in mona.text("/cards/1")
    assert "Camp" in mona.text("/lists")
