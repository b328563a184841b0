"""Nothing is drawn while badges are issued; what is drawn for many is laid out once."""

from __future__ import annotations

from typing import NoReturn

import pytest
import weasyprint
from PIL import Image
from published import accepted_award

from badges import issuing
from badges.database import db
from badges.models import Award
from badges.publishing.certificate import certificate_content
from badges.publishing.files import download
from badges.publishing.issued import issued_credential
from badges.rendering import splicing
from badges.rendering.splicing import splice


def test_issuing_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    award = accepted_award()

    def drawn(*_: object, **__: object) -> NoReturn:
        pytest.fail("something was drawn while a badge was issued")

    with monkeypatch.context() as watched:
        watched.setattr(weasyprint, "HTML", drawn)
        watched.setattr(Image.Image, "save", drawn)
        issuing.issue_credential(award.id)
        db.session.commit()
    assert download(award, "pdf").body.startswith(b"%PDF")


def test_a_real_certificate_is_set_into_its_template(award: Award) -> None:
    credential = issued_credential(award)
    splicing.forget_templates()
    splice(certificate_content(award, credential), (), credential.valid_from)
    laid_out = len(splicing._TEMPLATES)
    others = [accepted_award(of=award.version, recipient_name=name) for name in ("Bo", "Çem")]
    for other in others:
        issuing.issue_credential(other.id)
        splice(certificate_content(other, issued_credential(other)), (), credential.valid_from)
    assert len(splicing._TEMPLATES) == laid_out >= 1
