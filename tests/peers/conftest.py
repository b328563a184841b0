"""The application that awards are tested with."""

from __future__ import annotations

from credentials.conftest import accepted, app, clock, issuer

__all__ = ["accepted", "app", "clock", "issuer"]
