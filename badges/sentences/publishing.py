"""What is said where something cannot be shown, handed out or checked."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    "award.hidden": Plain(
        "The holder has not made this public, or the code or address is not right; "
        "if you have the file, check it here."
    ),
    "award.erased": Plain("This badge has been erased at the holder’s wish."),
    "award.withdrawn": Plain(
        "This badge is not valid any more, so that its picture and certificate are not given out."
    ),
    "award.unsigned": Plain("This badge has not been signed yet; try again in a minute."),
    "file.unknown": Plain("There is no such file of a badge."),
    "picture.missing": Plain("This picture is no longer here."),
    "verify.one": Plain(
        "Give one thing to check: a file, an address, the text of a badge or a printed code."
    ),
    "verify.address": Plain(
        "Nothing could be fetched from this address. Correct it, or download the file and give it "
        "here instead."
    ),
    "verify.too_large": Plain("This file is too large to be checked; %(limit)s bytes are allowed."),
}
