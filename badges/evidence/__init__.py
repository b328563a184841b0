"""What a member hands in as evidence: checked when it comes, compared for as long as it is shown.

Decisions only; nothing is stored here, and the network and the time are handed in::

    >>> from badges.evidence import check_text, compare_data
    >>> piece = check_text("I taught two people to solder.")
    >>> compare_data(b"I taught two people to solder.", piece.digest_sri)
    <Likeness.UNCHANGED: 'unchanged'>

The rooms: ``checking`` (a reflection, a file, a link as it is kept), ``comparing`` (is it still
what was sealed; have others handed in the same).
"""

from badges.evidence.checking import (
    FILE_LIMIT,
    CheckedFile,
    CheckedLink,
    CheckedText,
    Reachability,
    check_file,
    check_link,
    check_text,
)
from badges.evidence.comparing import (
    Likeness,
    compare_data,
    compare_link,
    link_key,
    sri_of,
)

__all__ = [
    "FILE_LIMIT",
    "CheckedFile",
    "CheckedLink",
    "CheckedText",
    "Likeness",
    "Reachability",
    "check_file",
    "check_link",
    "check_text",
    "compare_data",
    "compare_link",
    "link_key",
    "sri_of",
]
