"""The shell's door: ``badges COMMAND``.

Errors go to standard error as one sentence that says what to do; ``--json`` prints data. Each
command loads, calls one use case and prints; the application is only made by those that need a
database.
"""

from __future__ import annotations

from badges.cli.achievements import achievement
from badges.cli.activities import activity
from badges.cli.awards import certificate, issue, reinstate, revoke, suspend
from badges.cli.checking import bake_command, unbake_command, verify_command
from badges.cli.community import demo, init, login
from badges.cli.doctor import doctor
from badges.cli.frame import Group
from badges.cli.keeping import backup_command, restore_command
from badges.cli.keys import keys
from badges.cli.lists import award
from badges.cli.operation import serve
from badges.cli.working import work

cli = Group(
    "badges",
    help="Badges a community can prove: define, award, sign and verify Open Badges.",
    context_settings={"help_option_names": ["-h", "--help"]},
    commands=[
        init,
        serve,
        demo,
        login,
        achievement,
        activity,
        issue,
        award,
        revoke,
        suspend,
        reinstate,
        verify_command,
        bake_command,
        unbake_command,
        certificate,
        keys,
        work,
        backup_command,
        restore_command,
        doctor,
    ],
)

__all__ = ["cli"]
