"""What goes wrong with backups; each says in one sentence what to do.

::

    BadgesError
    ├── InputError / BackupError          a backup cannot be written, or this one not be used
    │   ├── DamagedBackupError            it is not whole, or no backup
    │   └── NewerBackupError              a newer version made it
    └── ConflictError / OtherInstallationError   it belongs elsewhere, and something is here
"""

from __future__ import annotations

from badges.errors import ConflictError, InputError


class BackupError(InputError):
    """A backup cannot be written, or not be used here."""


class DamagedBackupError(BackupError):
    """The file is no backup, or not the whole of one."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "backup.damaged", f"This file is damaged or no backup ({why}); take another one."
        )


class NewerBackupError(BackupError):
    """A newer version made the backup."""

    def __init__(self, made_by: str) -> None:
        super().__init__(
            "backup.newer",
            f"A newer version made this backup ({made_by}); install that version first.",
        )


class OtherInstallationError(ConflictError):
    """The backup is of another installation than the one that is here."""

    def __init__(self, base_url: str) -> None:
        super().__init__(
            "backup.other",
            f"This is a backup of another installation, {base_url}; add --yes to replace the one "
            "that is here.",
        )
