"""Settings and the outbox."""

from __future__ import annotations

import io

import pytest
from support import member

from badges.database import db
from badges.mailing import post
from badges.models import Community, Job, Membership, OutboxMail
from badges.ports import now

from .desk import Desk, typed_in, words_of

FACTS = {
    "name": "Lernwerk",
    "languages": "en,de",
    "formal": "1",
    "zone": "Europe/Vienna",
    "colour": "#AA3300",
    "signatory_name_1": "Mona Leitung",
    "signatory_role_1": "Chair",
}


def test_what_is_typed_is_saved(mona: Desk, demo: Community) -> None:
    assert mona.post("/settings", FACTS).status_code == 303
    row = db.session.get_one(Community, demo.id)
    assert (row.name, row.languages, row.formal) == ("Lernwerk", ["en", "de"], True)
    assert row.signatories == [{"name": "Mona Leitung", "role": "Chair"}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"languages": "fr"},
        {"zone": "../../etc"},
        {"colour": "red"},
        {"url": "javascript:alert(1)"},
        {"url": "http://[bad"},
        {"contact_email": "nobody"},
        {"linkedin_id": "me"},
        {"signatory_name_2": "", "signatory_role_2": "Chair"},
    ],
)
def test_what_is_wrong_changes_nothing(mona: Desk, demo: Community, wrong: dict[str, str]) -> None:
    response = mona.post("/settings", FACTS | wrong)
    assert response.status_code == 422
    assert typed_in(response, "signatory_name_1") == "Mona Leitung"
    assert db.session.get_one(Community, demo.id).name == "Demo"


def test_a_logo_is_cleaned_or_refused(mona: Desk, demo: Community) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><path d="M0 0"/></svg>'
    assert mona.post("/settings/logo", {"logo": (io.BytesIO(svg), "a.svg")}).status_code == 303
    assert db.session.get_one(Community, demo.id).logo
    refused = mona.post("/settings/logo", {"logo": (io.BytesIO(b"nothing"), "a.png")})
    assert refused.status_code == 422
    mona.post("/settings/logo", {"remove": "1"})
    assert db.session.get_one(Community, demo.id).logo is None


def kept_sign_in(demo: Community, row: Membership) -> OutboxMail:
    link = "http://localhost:8000/sign-in/secret"
    made = post("sign_in", row.address, community=demo, language="en", link=link, minutes=30)
    db.session.commit()
    return made


def test_without_a_mail_server_a_members_link_can_be_handed_over(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    assert "/sign-in/secret" in mona.get(f"/outbox/{kept_sign_in(demo, ada).id}").text


def test_a_link_that_opens_more_is_for_its_receiver_alone(mona: Desk, demo: Community) -> None:
    boss = member(demo, "Bea Boss", roles=("owner", "member"))
    assert "/sign-in/secret" not in mona.get(f"/outbox/{kept_sign_in(demo, boss).id}").text


def test_nobody_answers_in_a_guardians_place(mona: Desk, demo: Community) -> None:
    link = "http://localhost:8000/guardian/secret"
    made = post(
        "guardian", "parent@example.org", community=demo, language="en", name="Ada", link=link
    )
    made.state, made.sent_at = "sent", now()
    db.session.commit()
    assert "/guardian/secret" not in mona.get(f"/outbox/{made.id}").text
    assert mona.get(f"/outbox/{made.id}/look").status_code == 404


def test_a_failed_job_is_tried_again(mona: Desk, demo: Community) -> None:
    job = Job(
        community_id=demo.id,
        name="reissue",
        arguments={"award_id": 1},
        due_at=now(),
        finished_at=now(),
        failed=True,
        error="refused",
        created_at=now(),
    )
    db.session.add(job)
    db.session.commit()
    assert "refused" in mona.text("/outbox")
    mona.post(f"/outbox/jobs/{job.id}/again")
    assert "refused" not in mona.text("/outbox")


def test_home_leads_a_new_manager(mona: Desk) -> None:
    page = mona.text("/")
    assert "Your first badge" in page
    assert "Nothing at the moment" in words_of(mona.get("/?lang=en"))
