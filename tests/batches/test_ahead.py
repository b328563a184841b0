"""What a list's certificates have in common is laid out after it, by a job that keeps nobody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from support import achievement

from badges import jobs
from badges.accounts.access import Actor
from badges.awarding.holding import accept
from badges.batches import ahead
from badges.database import db
from badges.keeping import machine
from badges.models import AchievementVersion, Award, AwardEvent, Community, Credential, Job
from badges.ports import EXTENSION
from badges.publishing.certificate import Sheet
from badges.publishing.files import download
from badges.rendering import splicing
from badges.rendering.resources import RenderingError
from badges.rendering.shelf import unpacked
from badges.rendering.splicing import Templates
from badges.rendering.template import Template
from badges.storage import DrawingShelf

from .handed import all_awards, awarded

LISTED = """Name;E-Mail;Sprache
Ada Winterstein;ada@x.example;de
Bo Holdefleiss;bo@x.example;de
Cy Winterstein;cy@x.example;en
"""


@pytest.fixture
def shelf(app: Flask, tmp_path: Path) -> DrawingShelf:
    made = DrawingShelf(tmp_path / "drawings")
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], drawings=made)
    return made


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give whom pages are laid out for from now on, by a process that knows no template."""
    made: list[str] = []

    class Counted(splicing.Drawing):
        def lay_out(self, step: int) -> bool:
            made.append(self._content.recipient_name)
            return super().lay_out(step)

    monkeypatch.setattr(splicing, "Drawing", Counted)
    monkeypatch.setattr(splicing, "_TEMPLATES", Templates())
    return made


@pytest.mark.parametrize("columns", [{}, {"issue_at_once": True}], ids=["offered", "signed"])
def test_the_first_certificate_is_not_laid_out_when_it_is_asked_for(
    mona: Actor,
    demo: Community,
    shelf: DrawingShelf,
    laid_out: list[str],
    columns: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    version = achievement(demo, "for-many", **columns)
    awarded(mona, version, LISTED)
    db.session.commit()
    assert laid_out == [], "nothing is drawn while a list is awarded"
    before = _rows()
    while jobs.run_due():
        pass
    assert _rows() == before, "what was signed to draw it is not kept"
    assert shelf.kept()[0] == len(laid_out) >= 2
    for file in (tmp_path / "drawings").iterdir():
        template = unpacked(Template, file.read_bytes()[32:])
        assert isinstance(template, Template)
        shown = repr(template.__getstate__())
        own = [text for it in all_awards() for text in (it.recipient_name, it.code, it.public_id)]
        assert not any(text in shown for text in own)
    monkeypatch.setattr(splicing, "_TEMPLATES", Templates())
    laid_out.clear()
    for award in all_awards():
        if award.state == "offered":
            accept(award, name=award.recipient_name)
    db.session.commit()
    while jobs.run_due():
        pass
    for award in all_awards():
        assert download(award, "pdf").body.startswith(b"%PDF")
    assert laid_out == []


def _rows() -> list[int | None]:
    models = (Award, AwardEvent, Credential)
    return [db.session.scalar(sa.select(sa.func.count()).select_from(each)) for each in models]


def test_run_twice_it_lays_out_once_and_a_list_that_is_gone_is_no_trouble(
    mona: Actor, version: AchievementVersion, shelf: DrawingShelf, laid_out: list[str]
) -> None:
    batch = awarded(mona, version, LISTED)
    db.session.commit()
    ahead.draw_ahead(batch.id)
    times = len(laid_out)
    ahead.draw_ahead(batch.id)
    ahead.draw_ahead(batch.id, kind=9)
    ahead.draw_ahead(404)
    assert len(laid_out) == times > 0
    (told,) = machine.drawings()
    assert (told.code, told.reason.params["count"]) == ("drawings.kept", shelf.kept()[0])


def test_what_cannot_be_drawn_is_no_failed_task(
    mona: Actor,
    version: AchievementVersion,
    shelf: DrawingShelf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def too_long(_sheet: Sheet) -> bytes:
        raise RenderingError("rendering.too_long", "The texts are too long for one page.")

    monkeypatch.setattr(Sheet, "draw", too_long)
    awarded(mona, version, LISTED)
    db.session.commit()
    while jobs.run_due():
        pass
    ran = db.session.execute(sa.select(Job.error, Job.failed).where(Job.name == ahead.JOB)).all()
    assert ran == [("", False)] * 2


def test_without_a_place_for_it_nothing_is_promised(
    mona: Actor, version: AchievementVersion
) -> None:
    awarded(mona, version, LISTED)
    assert db.session.scalar(sa.select(Job.id).where(Job.name == ahead.JOB)) is None
