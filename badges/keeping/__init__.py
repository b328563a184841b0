"""Keeping an installation: its backups, and what the doctor looks at."""

from __future__ import annotations

from badges.keeping.examining import Finding, examine

__all__ = ["Finding", "examine"]
