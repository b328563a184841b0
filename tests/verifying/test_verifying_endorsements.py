"""Endorsements, embedded and as tokens: each is checked and told by itself."""

from __future__ import annotations

from typing import Any

import pytest

from badges.credentials.endorsed import MOST_ENDORSEMENTS
from badges.credentials.endorsements import MOST_VOUCHES
from badges.proofs import UnsignedCredential, sign_credential
from badges.status import status_entry
from badges.verifying import Finding, VerificationResult
from badges.verifying.endorsing import MAXIMUM_ENDORSEMENTS, endorsements_in
from badges.wording import wording
from tests.verifying.endorsed import endorsement as unsigned
from tests.verifying.issuers import START, Issuer, Web, check, dump, reason, text

CREDENTIAL = "https://linden.example/credentials/1/1"
ACHIEVEMENT = "https://linden.example/achievements/loops/1"


def friend() -> Issuer:
    return Issuer("friend.example")


def endorsement(about: str = ACHIEVEMENT, **changes: Any) -> dict[str, Any]:
    return unsigned(friend(), about, **changes)


def judged(*embedded: Any, tokens: tuple[str, ...] = (), **more: Any) -> VerificationResult:
    issuer = Issuer()
    web = Web({**friend().pages(**more), **issuer.pages()})
    placed = {"endorsement": list(embedded) or None, "endorsementJwt": list(tokens) or None}
    return check(issuer.di(**placed), web)


def told(result: VerificationResult) -> Finding:
    (part,) = result.check("endorsements").parts
    return part


def against(result: VerificationResult) -> list[str]:
    return [found.reason.code for found in told(result).parts]


def test_an_endorsement_is_told_with_who_endorsed() -> None:
    result = judged(friend().sign(endorsement()))
    assert (result.status, told(result).reason.code) == ("verified", "endorsement.valid")
    assert wording("en").sentence(told(result).reason) == (
        "“Friends of code” (friend.example) endorsed it: I saw it. – The signature fits."
    )


@pytest.mark.parametrize("about", [CREDENTIAL, ACHIEVEMENT, Issuer().did])
def test_an_endorsement_at_the_credential_may_be_about_anything_in_it(about: str) -> None:
    assert told(judged(friend().sign(endorsement(about)))).reason.code == "endorsement.valid"


def token_of(document: dict[str, Any]) -> str:
    return sign_credential(UnsignedCredential(document), friend().signer("RSA"))


def test_an_endorsement_may_be_a_token() -> None:
    token = token_of(endorsement(CREDENTIAL))
    assert told(judged(tokens=(token,))).reason.code == "endorsement.valid"
    head, body, seal = token.split(".")
    swapped = ("B" if seal[0] == "A" else "A") + seal[1:]
    assert against(judged(tokens=(f"{head}.{body}.{swapped}",))) == ["signature.invalid"]


SPOILT = {
    "signature.missing": endorsement,
    "signature.invalid": lambda: friend().sign(endorsement()) | {"name": "Badly done"},
    "endorsement.of_another": lambda: friend().sign(endorsement("urn:uuid:somebody")),
    "expiration.expired": lambda: friend().sign(endorsement(validUntil=text(START))),
    "status.revoked": lambda: friend().sign(
        endorsement(credentialStatus=status_entry(friend().status_list, 5))
    ),
    "schema.broken": lambda: friend().sign(
        endorsement(
            credentialSchema=[
                {
                    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
                    "ob_v3p0_achievementcredential_schema.json",
                    "type": "JsonSchema",
                }
            ]
        )
    ),
}


@pytest.mark.parametrize("why", SPOILT)
def test_an_endorsement_that_does_not_hold_says_why_and_costs_the_badge_nothing(why: str) -> None:
    result = judged(SPOILT[why](), revoked=(5,))
    code = f"endorsements.{'withdrawn' if why == 'status.revoked' else 'invalid'}"
    assert (result.status, reason(result, "endorsements")) == ("verified", code)
    assert (told(result).outcome, against(result)) == ("failed", [why])


def test_a_token_that_is_no_endorsement_costs_the_badge_nothing_either() -> None:
    result = judged(tokens=(token_of(endorsement(CREDENTIAL, name=None)),))
    assert (result.status, against(result)) == ("verified", ["conformance.schema"])


def test_an_endorser_who_cannot_be_asked_leaves_it_open() -> None:
    issuer = Issuer()
    result = check(issuer.di(endorsement=[friend().sign(endorsement())]), issuer.web())
    assert (told(result).outcome, against(result)) == ("unknown", ["identity.unreachable"])
    assert result.status == "verified"


def test_each_is_told_one_by_one() -> None:
    good = friend().sign(endorsement())
    result = judged(good, {**good, "id": "urn:x:1", "name": "Badly done"}, tokens=("ey.no.token",))
    codes = [part.reason.code for part in result.check("endorsements").parts]
    assert codes == ["endorsement.valid", "endorsement.invalid", "endorsement.unreadable"]
    assert result.check("endorsements").reason.params["count"] == 2


def test_more_than_can_be_in_a_badge_of_ours_are_counted_and_not_looked_at() -> None:
    result = judged(tokens=(token_of(endorsement(CREDENTIAL)),) * (MAXIMUM_ENDORSEMENTS + 2))
    line = result.check("endorsements")
    assert line.parts[-1].reason.params == {"count": 2}
    assert (line.outcome, len(line.parts)) == ("unknown", MAXIMUM_ENDORSEMENTS + 1)
    assert MOST_VOUCHES + MOST_ENDORSEMENTS <= MAXIMUM_ENDORSEMENTS


def test_each_may_be_about_what_it_stands_at() -> None:
    issuer = Issuer()
    document = issuer.credential()
    document["credentialSubject"]["achievement"]["endorsement"] = [
        friend().sign(endorsement(ACHIEVEMENT)),
        friend().sign(endorsement(issuer.did)),
    ]
    document["issuer"]["endorsement"] = [friend().sign(endorsement(issuer.did))]
    result = check(dump(issuer.sign(document)), Web({**friend().pages(), **issuer.pages()}))
    codes = [part.reason.code for part in result.check("endorsements").parts]
    assert codes == ["endorsement.valid", "endorsement.invalid", "endorsement.valid"]


def test_endorsements_of_endorsers_are_not_followed() -> None:
    inner = friend().sign(endorsement(friend().did))
    profile = {"id": friend().did, "type": ["Profile"], "endorsement": [inner]}
    outer = {"endorsement": [endorsement(issuer=profile)], "issuer": "urn:a"}
    assert len(list(endorsements_in(outer))) == 1


def test_the_profiles_in_a_credential_are_asked_too() -> None:
    parent = {"id": "urn:parent", "endorsementJwt": ["a.b.c"]}
    found = list(
        endorsements_in(
            {
                "issuer": {"id": "urn:i", "parentOrg": parent},
                "credentialSubject": {
                    "source": {"id": "urn:s", "endorsement": [{}]},
                    "achievement": {"creator": {"id": "urn:c", "endorsement": {}}},
                },
            }
        )
    )
    assert [set(each.about) for each in found] == [{"urn:parent"}, {"urn:c"}, {"urn:s"}]
    assert [each.where for each in found] == ["issuer", "profile", "profile"]


def test_json_tells_each_among_the_parameters() -> None:
    result = judged(endorsement())
    line = result.to_json(wording("en").sentence)["checks"][-1]
    assert line["id"] == "endorsements"
    (part,) = line["params"]["parts"]
    assert (part["outcome"], part["params"]["issuer"]) == ("failed", friend().did)
    assert part["params"]["parts"][0]["detail"] == "It is not signed."
