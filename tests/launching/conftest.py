"""A community on trial whose manager could go live: details filled in, the setting made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, current_app
from published import issuing_community, site
from support import Clock, Web, manager, running

from badges.accounts.access import Actor
from badges.models import Community
from badges.ports import EXTENSION, ports

HOME = "https://badges.example"
LEGAL = {
    "body": "Lerntreff Linden e. V.",
    "represented_by": "Mona Leitung",
    "address": "Lindenweg 1\n12345 Linden",
    "authority": "Landesbeauftragte für den Datenschutz",
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock, web: Web) -> Iterator[Flask]:
    yield from running(site(tmp_path, now=clock, fetch=web, url=database))


@pytest.fixture
def linden(app: Flask) -> Community:
    return issuing_community(
        "linden", name="Lerntreff Linden", legal=dict(LEGAL), contact_email="hallo@linden.example"
    )


@pytest.fixture
def mona(linden: Community) -> Actor:
    return manager(linden)


def served_at(address: str) -> None:
    """Tell the service that it is at an address, as its operator does."""
    before = ports()
    current_app.extensions[EXTENSION] = replace(
        before, settings=replace(before.settings, base_url=address)
    )
