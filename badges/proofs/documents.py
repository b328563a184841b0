"""The two states of a credential, told apart by the type checker and not at run time.

>>> draft = UnsignedCredential({"type": ["VerifiableCredential"]})
>>> type(draft) is dict
True
"""

from __future__ import annotations

from typing import Any, NewType

UnsignedCredential = NewType("UnsignedCredential", dict[str, Any])
"""A credential without a proof: a draft that must not be published."""

SecuredCredential = NewType("SecuredCredential", dict[str, Any])
"""A credential with its proof, to be kept and published as it is."""
