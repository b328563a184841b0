"""Every kind of page: usable by everybody, in both languages, by light and dark, at any width."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pytest
from atlas import kinds_of, reader_of
from conftest import Service, routes, signed_in_page
from playwright.sync_api import Browser, Page
from reading import foreign_strings, violations, weight
from visits import MANAGER, MEMBER, Visitors

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

FOUND = """
api-description.docs
batch.form
home.landing
home.legal barrierefreiheit
home.legal datenschutz
home.legal impressum
legal.of_community barrierefreiheit
legal.of_community datenschutz
legal.of_community impressum
manage.attendance_void
manage.award
manage.award_new
manage.award_step correct
manage.award_step suspend
manage.award_step withdraw
manage.award_waiting
manage.badge
manage.badge_answers
manage.badge_archive
manage.badge_choose
manage.badge_design
manage.badge_edit
manage.badge_import
manage.badge_list
manage.badge_new
manage.badge_preview
manage.badge_publish
manage.batch
manage.batch_list
manage.batch_new
manage.batch_preview
manage.batch_preview_page
manage.card_set
manage.cards_new
manage.community_settings
manage.going_live
manage.home
manage.inbox
manage.key_list
manage.key_step retire
manage.key_step revoke
manage.legal_details
manage.legal_text
manage.member
manage.member_add
manage.member_invite
manage.member_list
manage.member_remove
manage.outbox
manage.outbox_mail
manage.piece
manage.session
manage.session_list
manage.session_new
manage.session_screen
manage.token_list
manage.trail
member.achievement
member.badge
member.badge_checkers
member.badge_erase_ask
member.card
member.card_me
member.check_in
member.check_in_me
member.claim
member.claim_lost
member.collection
member.collection_list
member.collection_new
member.erased
member.erase_me_ask
member.export_ask
member.leave_ask
member.me
member.settings
public.achievement
public.issuer
public.share
public.version
member.sign_ins
shared.collection
shared.embed
sign_in.ask
sign_in.look
start.form
verify.form
verify.meaning
""".strip().splitlines()

FIXED = {
    "api-description.docs": "/api/docs",
    "member.card_ask": "/card",
    "sign_in.sent": "/sign-in/sent",
    "start.sent": "/start/sent",
    "nothing": "/nothing/at/all",
    "not public": f"/credentials/{'0' * 32}",
    "nobody's": "/manage/elsewhere/",
    "used up": "/sign-in/this-is-no-link",
}
FILES = {
    "batch.receipt",
    "home.colours",
    "home.logo",
    "manage.badge_export",
    "manage.design_drawing",
    "manage.design_icon",
    "manage.batch_left_out",
    "manage.batch_preview_card",
    "manage.batch_preview_certificate",
    "manage.batch_preview_mail",
    "manage.batch_report",
    "manage.session_table",
    "manage.picture",
    "manage.piece_file",
    "member.badge_download",
    "member.claim_download",
    "member.export_zip",
    "member.evidence_file",
}
ELSEWHERE = {
    "batch.show",
    "manage.token_revoke",
    "member.address_look",
    "member.guardian",
    "once.show",
}
"""Shown only once there is a token, or an address nobody can guess; walks of their own look."""

PROVIDER = {"sign_in.provider_start", "sign_in.provider_back"}
"""There only where the operator has named a provider; each leads on or to the sign-in page."""

READERS = {"manager": MANAGER, "member": MEMBER}
MOST_BYTES = 100_000
LARGER = {"api-description.docs": 160_000}
"""The interface's reference is one page, to be searched and printed as one."""


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    language: str
    scheme: Literal["light", "dark"]
    width: int

    def __str__(self) -> str:
        return f"{self.language}-{self.scheme}-{self.width}"


Browsers = Callable[[str, Look], Page]

# Each page is seen in every language, scheme and width; German, the longer one, on the narrowest.
LOOKS = (
    (Look("de", "dark", 320), Look("en", "light", 1280)),
    (Look("de", "light", 320), Look("en", "dark", 1280)),
)
KINDS = list(dict.fromkeys([*FOUND, *FIXED]))
SIGHTS = [
    pytest.param(kind, look, id=f"{kind}-{look}".replace(" ", "-"))
    for number, kind in enumerate(KINDS)
    for look in LOOKS[number % 2]
]


@pytest.fixture(scope="module")
def browsers(browser: Browser, service: Service) -> Iterator[Browsers]:
    """Give the browser of one reader with one look, kept open from page to page."""
    visitors = Visitors(browser, service.url)

    @cache
    def opened(reader: str, look: Look) -> Page:
        options = {
            "language": look.language,
            "color_scheme": look.scheme,
            "viewport": {"width": look.width, "height": 900},
        }
        if reader == "stranger":
            return visitors.open(**options).new_page()
        return signed_in_page(service, visitors, READERS[reader], **options)

    yield opened
    visitors.close()
    assert visitors.strangers == []
    assert visitors.complaints == []


@pytest.mark.parametrize(("kind", "look"), SIGHTS)
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
    assert set(atlas) - set(KINDS) == set()
