"""A presentation where a badge is asked for: told in one sentence, and no verdict on the badge."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from badges.cli import cli
from badges.proofs.envelopes import envelope_presentation
from badges.proofs.jws import sign_jws
from badges.proofs.presentations import presentation, secure_presentation
from badges.proofs.vc_jose import sign_presentation
from badges.verifying import UnreadableError
from badges.verifying.credentials import verify_credential
from badges.wording import wording
from tests.verifying.issuers import NOW, START, Issuer, check, dump

ISSUER = Issuer()
DRAFT = presentation([ISSUER.sign(ISSUER.credential())], holder=ISSUER.did)
TOKEN = sign_presentation(DRAFT, ISSUER.signer())


def token(payload: Any, typ: str = "JWT") -> bytes:
    return sign_jws(dump(payload), ISSUER.signer(), typ=typ).encode()


HANDED_IN: dict[str, bytes] = {
    "without a proof": dump(DRAFT),
    "with a proof": dump(
        secure_presentation(DRAFT, ISSUER.signer(), created=START, challenge="c", domain="d")
    ),
    "vp+jwt": TOKEN.encode(),
    "in an envelope": dump(envelope_presentation(TOKEN)),
    "an envelope of nothing": dump({"type": "EnvelopedVerifiablePresentation"}),
    "a claim of VC Data Model 1.1": token({"iss": ISSUER.did, "vp": {**DRAFT}}),
    "a token of another type": token(DRAFT, "vc+jwt"),
}


@pytest.mark.parametrize("name", HANDED_IN)
def test_a_presentation_is_no_badge(name: str) -> None:
    with pytest.raises(UnreadableError, match="hand in the badge it holds") as caught:
        check(HANDED_IN[name], ISSUER.web())
    reason = caught.value.reason
    assert reason.code == "unreadable.presentation"
    assert wording("en").sentence(reason) == str(caught.value)
    assert wording("de").sentence(reason).endswith("der Badge, der darin steckt.")


@pytest.mark.parametrize("name", ["vp+jwt", "a claim of VC Data Model 1.1"])
def test_among_credentials_it_is_one_that_fails(name: str) -> None:
    given = HANDED_IN[name].decode()
    result = verify_credential(given, now=NOW, fetch=ISSUER.web())
    assert result.status == "not_verified"
    assert result.check("conformance").reason.code == "conformance.presentation"


def test_a_badge_that_says_it_is_both_is_judged() -> None:
    types = ["VerifiableCredential", "OpenBadgeCredential", "VerifiablePresentation"]
    result = check(ISSUER.di(type=types), ISSUER.web())
    assert (result.status, result.verified) == ("not_verified", False)


def test_the_command_says_so_and_decides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BADGES_INSTANCE_PATH", str(tmp_path))
    (tmp_path / "presentation.json").write_text(json.dumps(DRAFT))
    done = CliRunner().invoke(cli, ["verify", str(tmp_path / "presentation.json"), "--offline"])
    assert done.exit_code == 2
    assert done.output.startswith("badges: This is a presentation of badges, not a badge")
