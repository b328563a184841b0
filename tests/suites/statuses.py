"""Status lists of the throw-away issuers: an entry for each credential, the list behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from badges.fetched import Fetched, UnreachableError
from badges.proofs import UnsignedCredential, secure
from badges.status import MINIMUM_ENTRIES, Bitstring, status_entry, status_list_credential
from badges.timestamps import utc_text
from tests.suites.issuers import ThrowAwayIssuer


class StatusDesk:
    """Hands out places in order; nothing here is ever revoked."""

    def __init__(self, base_url: str, issuers: Mapping[str, ThrowAwayIssuer]) -> None:
        self._base_url = base_url
        self._issuers = issuers
        self._taken = dict.fromkeys(issuers, 0)

    def with_entry(self, credential: Mapping[str, Any], issuer: ThrowAwayIssuer) -> dict[str, Any]:
        """Give the credential with a place in the issuer's list."""
        index = self._taken[issuer.name]
        self._taken[issuer.name] = (index + 1) % MINIMUM_ENTRIES
        return {**credential, "credentialStatus": status_entry(self._address(issuer), index)}

    def signed_list(self, issuer: ThrowAwayIssuer) -> dict[str, Any]:
        """Sign the issuer's list as it stands now."""
        now = datetime.now(UTC).replace(microsecond=0)
        document = status_list_credential(
            self._address(issuer),
            issuer=issuer.did,
            bits=Bitstring(MINIMUM_ENTRIES),
            valid_from=utc_text(now),
            valid_until=utc_text(now + timedelta(hours=1)),
        )
        return secure(UnsignedCredential(document), issuer.signer, created=now)

    def fetch(self, url: str, **_asked: Any) -> Fetched:
        """Give the list at one of its addresses, without the network; there is nothing else."""
        name = url.removeprefix(f"{self._base_url}/status/")
        if name not in self._issuers:
            raise UnreachableError(url, "the suites' verifier asks nobody")
        body = json.dumps(self.signed_list(self._issuers[name])).encode()
        return Fetched(url=url, status=200, media_type="application/vc", body=body)

    def _address(self, issuer: ThrowAwayIssuer) -> str:
        return f"{self._base_url}/status/{issuer.name}"
