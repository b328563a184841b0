"""The W3C's own classes as Open Badges 3.0 narrows them.

>>> from schemas.nodes import schema_of
>>> sorted(schema_of(CredentialStatusSchema).validate({"type": "BitstringStatusListEntry"}))
['id']
"""

from __future__ import annotations

from typing import Any

from schemas import vc
from schemas.fields import Checked, Iri, Text
from schemas.nodes import NodeSchema


class ProofSchema(vc.ProofSchema):
    """Proof: one domain, not a list of them."""

    domain = Text()


class CredentialStatusSchema(vc.CredentialStatusSchema):
    """CredentialStatus: unlike in W3C's own model, ``id`` is required.

    1EdTech's own samples write the index of a status list as a number; both are read.
    """

    numeric_index = True
    id = Iri(required=True)
    type: Checked[Any] = Text(required=True)


class RefreshServiceSchema(NodeSchema):
    """RefreshService."""

    id = Iri(required=True)
    type = Text(required=True)


class TermsOfUseSchema(NodeSchema):
    """TermsOfUse."""

    id = Iri()
    type = Text(required=True)


class CredentialSchemaSchema(NodeSchema):
    """CredentialSchema."""

    id = Iri(required=True)
    type = Text(required=True)
