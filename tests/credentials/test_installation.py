"""The installation's own key: drawn once, published for no purpose, also at a bare number."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from badges.credentials.installation import (
    installation_did,
    installation_document,
    installation_jwks,
    installation_signer,
)
from badges.credentials.published import published
from badges.database import db
from badges.models import InstallationKey
from badges.ports import EXTENSION


def moved(app: Flask, base_url: str) -> None:
    """Let the installation answer at another address."""
    ports = app.extensions[EXTENSION]
    object.__setattr__(ports.settings, "base_url", base_url)


def test_it_is_drawn_at_need_and_then_stays(app: Flask) -> None:
    assert "verificationMethod" not in installation_document()
    first = installation_signer()
    assert installation_signer().verification_method == first.verification_method
    assert db.session.scalar(sa.select(sa.func.count()).select_from(InstallationKey)) == 1
    assert installation_jwks()[0]["iss"] == "did:web:localhost%3A8000"


def test_its_private_half_is_sealed(app: Flask) -> None:
    installation_signer()
    row = db.session.scalars(sa.select(InstallationKey)).one()
    assert row.uri.startswith("sealed:")
    assert "d" not in row.public_jwk


def test_it_is_listed_for_no_purpose(app: Flask) -> None:
    installation_signer()
    body = published("http://localhost:8000/.well-known/did.json").body
    assert b"verificationMethod" in body
    assert b"assertionMethod" not in body


def test_another_address_gets_a_key_of_its_own(app: Flask) -> None:
    here = installation_signer().verification_method
    moved(app, "https://badges.example.org")
    there = installation_signer().verification_method
    assert there.startswith("did:web:badges.example.org#")
    assert here not in str(installation_document())


def test_a_bare_number_is_a_trial(app: Flask) -> None:
    moved(app, "http://192.0.2.7:8000")
    assert installation_did() == "did:web:192-0-2-7-8000.trial.invalid"
    assert installation_signer().verification_method.startswith(installation_did())
