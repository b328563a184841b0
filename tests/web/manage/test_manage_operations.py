"""The doctor, the guide and the handover page, as managers see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from lxml import html

from badges import jobs, tasks
from badges.database import db
from badges.keeping.examining import DEEP_LOOKS, LOOKS
from badges.keeping.installation import this_installation
from badges.models import Community, Examination
from badges.ports import now, settings

from .desk import Desk


@pytest.fixture(autouse=True)
def handlers(app: Flask) -> None:
    jobs.register(tasks.HANDLERS)


def test_the_doctor_looks_when_asked_and_says_what_mends(mona: Desk) -> None:
    assert "Not looked yet" in mona.text("/doctor")
    assert mona.post("/doctor").status_code == 303
    looks = len(LOOKS) + len(DEEP_LOOKS)
    assert f"The doctor is looking: step 0 of {looks}." in mona.text("/doctor")
    jobs.run_due()
    page = mona.text("/doctor")
    assert "does not work" in page
    assert "set it to the https address that others will open" in page
    assert "Look once more" in page


def test_while_the_doctor_looks_a_second_asking_starts_nothing(mona: Desk) -> None:
    mona.post("/doctor")
    mona.post("/doctor")
    assert db.session.query(Examination).count() == 1


def test_what_the_doctor_found_broken_waits_on_the_home_page(demo: Community, mona: Desk) -> None:
    mona.post("/doctor")
    jobs.run_due()
    assert "that do not work. See what helps" in mona.text("/").replace("work.See", "work. See")


def test_the_doctor_is_for_managers_alone(rita: Desk) -> None:
    for path in ("/doctor", "/operations", "/operations/scale", "/handover"):
        assert rita.get(path).status_code == 403


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_guide_is_the_file_in_the_tree_with_its_units(mona: Desk, language: str) -> None:
    page = html.document_fromstring(mona.get(f"/operations?lang={language}").text)
    anchors = {node.get("id") for node in page.xpath("//article//h2")}
    wanted = {
        "needs",
        "install",
        "boot",
        "https",
        "mail",
        "backup",
        "restore",
        "update",
        "move",
        "more",
    }
    assert wanted <= anchors
    shown = [node.text_content() for node in page.xpath("//article//pre")]
    assert any("ProtectSystem=strict" in text for text in shown)
    assert any("reverse_proxy 127.0.0.1:8000" in text for text in shown)


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_a_country_needs_is_a_page_with_tables(mona: Desk, language: str) -> None:
    page = html.document_fromstring(mona.get(f"/operations/scale?lang={language}").text)
    heads = [len(table.xpath(".//thead//th")) for table in page.xpath("//article//table")]
    assert heads == [3, 3, 3]
    assert all(len(row.xpath("td")) == 3 for row in page.xpath("//article//tbody/tr"))
    assert {"costs", "bandwidth", "lists", "machines", "breaks"} <= {
        node.get("id") for node in page.xpath("//article//h2")
    }
    assert mona.get("/operations").text.count("/operations/scale") == 1


def test_both_languages_of_the_guide_have_the_same_commands(mona: Desk) -> None:
    def commands(language: str) -> list[int]:
        page = html.document_fromstring(mona.get(f"/operations?lang={language}").text)
        return [len(n.text_content().splitlines()) for n in page.xpath("//article//pre")]

    assert commands("de") == commands("en")


def test_the_handover_page_has_all_but_secrets(demo: Community, mona: Desk) -> None:
    page = mona.text("/handover")
    assert "Mona Leitung – Owner, Manager" in page
    assert settings().base_url in page
    assert demo.profile.did in page
    assert str(settings().secret_key) not in page


def test_after_thirty_days_home_asks_for_a_backup(demo: Community, mona: Desk) -> None:
    demo.stage = "live"
    row = this_installation()
    row.last_backup_at = now() - timedelta(days=29)
    db.session.commit()
    assert "The last backup is of" not in mona.text("/")
    row.last_backup_at = now() - timedelta(days=31)
    db.session.commit()
    assert "The last backup is of 7 February 2026." in mona.text("/")


def test_after_a_restore_without_the_log_home_says_what_may_be_back(
    demo: Community, mona: Desk
) -> None:
    row = this_installation()
    row.restored_from, row.erasures_known = now() - timedelta(days=2), False
    db.session.commit()
    assert "what was erased after that may be back" in mona.text("/")
