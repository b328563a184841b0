"""Members: a list looked at before it is kept, roles, leave."""

from __future__ import annotations

import io

from support import member

from badges.database import db
from badges.models import Community, Membership

from .desk import Desk, words_of

LIST = "Nora Neu; nora@example.org\nOle; nowhere\nNora; nora@example.org\n"


def names() -> set[str]:
    return set(db.session.scalars(db.select(Membership.name).where(Membership.left_at.is_(None))))


def test_a_list_is_shown_with_a_verdict_for_each_row(mona: Desk, ada: Membership) -> None:
    page = words_of(mona.post("/members/add", {"list": f"{LIST}Ada; {ada.address}"}))
    for verdict in ("will be added", "cannot be used", "same person as above", "member already"):
        assert verdict in page
    assert "Nora Neu" not in names()


def test_the_confirmed_rows_become_members(mona: Desk) -> None:
    csv = "name;e-mail\r\nNora Neu;nora@example.org\r\n"
    assert mona.post("/members/add/confirm", {"list": csv}).status_code == 303
    assert "Nora Neu" in mona.text("/members?q=nora")


def test_a_file_in_latin_1_with_semicolons_is_read(mona: Desk) -> None:
    body = "Name;E-Mail\nZoë Müller;zoe@example.org\n".encode("latin-1")
    page = words_of(mona.post("/members/add", {"file": (io.BytesIO(body), "list.csv")}))
    assert "Zoë Müller" in page
    assert "Add one member" in page


def test_nothing_pasted_is_said_beside_the_field(mona: Desk) -> None:
    response = mona.post("/members/add", {"list": " "})
    assert response.status_code == 422
    assert "Paste the list here" in response.text


def test_roles_are_given_and_the_last_owner_stays(mona: Desk, ada: Membership) -> None:
    assert mona.post(f"/members/{ada.id}/roles", {"role": "reviewer"}).status_code == 303
    assert db.session.get_one(Membership, ada.id).roles == ["reviewer", "member"]
    owner = db.session.query(Membership).filter_by(name="Mona Leitung").one()
    mona.post(f"/members/{owner.id}/roles", {"role": "manager"})
    assert "owner" in db.session.get_one(Membership, owner.id).roles


def test_removing_is_asked_first(mona: Desk, ada: Membership) -> None:
    assert "stay valid" in mona.text(f"/members/{ada.id}/remove")
    assert mona.post(f"/members/{ada.id}/remove").status_code == 303
    assert "Ada Beispiel" not in names()


def test_names_are_written_as_text(mona: Desk, demo: Community) -> None:
    member(demo, "<script>alert(1)</script>", "script@example.org")
    db.session.commit()
    assert "<script>alert" not in mona.get("/members").text
