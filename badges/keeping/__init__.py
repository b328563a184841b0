"""Keeping an installation: its backups, and what the doctor looks at."""

from __future__ import annotations

from badges.keeping.examining import examine, examine_installation
from badges.keeping.findings import Finding, Step
from badges.keeping.invariants import broken
from badges.keeping.mending import mend

__all__ = ["Finding", "Step", "broken", "examine", "examine_installation", "mend"]
