"""Signing in and out: by mail, by passkey, by the operator's own provider; one file for each.

What these pages have in common stands in ``frame``: forms are taken from our own pages only, and
nothing of them is kept by browsers.
"""

from __future__ import annotations

from badges.web.sign_in import mail, passkey, provider
from badges.web.sign_in.frame import blueprint, inner_path

__all__ = ["blueprint", "inner_path", "mail", "passkey", "provider"]
