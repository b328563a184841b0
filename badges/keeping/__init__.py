"""Keeping an installation: its backups, and what the doctor looks at."""

from __future__ import annotations

from badges.keeping.examining import examine, examine_installation
from badges.keeping.findings import Finding

__all__ = ["Finding", "examine", "examine_installation"]
