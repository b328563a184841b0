"""Every kind of page: usable by everybody, in both languages, by light and dark, at any width."""

from __future__ import annotations

import pytest
import urllib3
from atlas import kinds_of, reader_of
from conftest import NEWCOMERS, Browsers, Service, routes
from kinds import ELSEWHERE, FILES, FIXED, KINDS, PROVIDER, Look
from reading import foreign_strings, violations, weight
from visits import MANAGER, MEMBER

pytestmark = pytest.mark.e2e

MOST_BYTES = 100_000
LARGER = {"api-description.docs": 160_000}
"""The interface's reference is one page, to be searched and printed as one."""


# Each page is seen in every language, scheme and width; German, the longer one, on the narrowest.
LOOKS = (
    (Look("de", "dark", 320), Look("en", "light", 1280)),
    (Look("de", "light", 320), Look("en", "dark", 1280)),
)
# One look on each kind of database, and the other way round for every other pair of kinds.
SIGHTS = [
    pytest.param(served, kind, look, id=f"{kind}-{look}-{served}".replace(" ", "-"))
    for turn, served in enumerate(("sqlite", "postgresql"))
    for number, kind in enumerate(KINDS)
    for look in (LOOKS[number % 2][(turn + number // 2) % 2],)
]


def test_a_demo_is_served(service: Service) -> None:
    assert urllib3.request("GET", service.url, retries=False).status == 200
    assert service.badges("login", MEMBER).startswith(f"{service.url}/sign-in/")


def test_members_are_added(newcomers: None, service: Service) -> None:
    assert MANAGER in service.sessions
    assert len(NEWCOMERS) == len(set(NEWCOMERS.values()))


def test_following_links_leads_to_most_pages(atlas: dict[str, str]) -> None:
    assert {"home.landing", "manage.home", "member.me", "public.share"} <= set(atlas)
    assert all(path.startswith("/") for path in atlas.values())


@pytest.mark.parametrize(("service", "kind", "look"), SIGHTS, indirect=["service"])
def test_a_page_is_for_everybody(
    kind: str, look: Look, atlas: dict[str, str], browsers: Browsers
) -> None:
    page = browsers(reader_of(kind), look)
    path = FIXED.get(kind) or atlas[kind]
    page.goto(f"{path}{'&' if '?' in path else '?'}lang={look.language}")
    assert violations(page) == []
    assert page.locator("html").get_attribute("lang") == look.language
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= look.width
    assert foreign_strings(page, look.language) == []
    assert weight(page) < LARGER.get(kind, MOST_BYTES)


@pytest.mark.parametrize("look", [*LOOKS[0], *LOOKS[1]], ids=str)
@pytest.mark.parametrize("line", ["", "not-a-code", "share"])
def test_a_checkers_answer_is_for_everybody(
    line: str, look: Look, atlas: dict[str, str], service: Service, browsers: Browsers
) -> None:
    page = browsers("stranger", look)
    page.goto(f"/verify?lang={look.language}")
    given = service.url + atlas["public.share"] if line == "share" else line
    page.locator("#field-line").fill(given)
    page.locator("main form button").click()
    page.wait_for_load_state()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= look.width
    assert foreign_strings(page, look.language) == []


def test_no_kind_of_page_is_left_out(service: Service, atlas: dict[str, str]) -> None:
    listed = {kind.partition(" ")[0] for kind in KINDS} | FILES | ELSEWHERE | PROVIDER
    served = {kind for kind in kinds_of(routes(service)) if not kind.startswith("api-")}
    assert served - listed == set()
    assert set(atlas) - set(KINDS) - FILES == set()
