"""Every reason that verifying gives has its words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from badges import verifying
from badges.errors import Reason
from badges.sentences import SENTENCES, checks
from badges.verifying import OFFLINE
from badges.wording import wording
from tests.verifying.issuers import Issuer, check

ROOTS = "check|registry|conformance|signature|identity|hosted|expiration|status|recipient|evidence"
CODE = re.compile(rf'"((?:{ROOTS}|holder|schema|refresh|endorsements?|unreadable)\.[a-z0-9_]+)"')
OTHERS = {"unreadable.token", "recipient.json"}  # said inside of the room; a file's name


def codes_in_source() -> set[str]:
    folder = Path(verifying.__file__).parent
    return {code for file in folder.glob("*.py") for code in CODE.findall(file.read_text())}


def test_every_code_in_the_source_has_a_sentence() -> None:
    assert codes_in_source() - OTHERS <= SENTENCES.keys()
    assert len(codes_in_source()) > 60


@pytest.mark.parametrize("form", [Issuer.di, Issuer.jwt, Issuer.jws, Issuer.hosted])
@pytest.mark.parametrize("language", ["de", "en"])
def test_no_check_is_left_without_words(form: object, language: str) -> None:
    assert callable(form)
    words = wording(language)
    unknown = words.sentence(Reason("no.sentence"))
    issuer = Issuer()
    for fetch in (OFFLINE, issuer.web()):
        for line in check(form(issuer), fetch, recipient="a@b.example").checks:
            assert words.sentence(line.reason) != unknown, line.reason


def test_signed_means_that_the_holder_of_the_keys_stated_it() -> None:
    issuer = Issuer()
    told = check(issuer.di(), issuer.web()).to_json(wording("en").sentence)
    identity = next(line for line in told["checks"] if line["id"] == "issuer_identity")
    assert "whoever holds the keys of linden.example stated this" in identity["detail"]


def test_no_sentence_promises_what_a_signature_cannot() -> None:
    forbidden = re.compile("amtlich|anerkannt|zertifiziert|fälschungssicher|official|certified")
    for code in checks.SENTENCES:
        said = wording("de").sentence(Reason(code)) + wording("en").sentence(Reason(code))
        assert not forbidden.search(said)
