"""What is said about receipts, many checks at once, and links that show a badge once."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    # Receipts
    "receipt.signed": Plain(
        "%(domain)s publishes the key that signed this receipt, and nothing in it was changed."
    ),
    "receipt.altered": Plain("The signature does not fit: something in this receipt was changed."),
    "receipt.damaged": Plain("This receipt is damaged; ask for the file as it was downloaded."),
    "receipt.foreign_key": Plain(
        "The key is none of those that %(domain)s publishes. The receipt may be forged."
    ),
    "receipt.revoked_key": Plain("%(domain)s revoked the key that signed this receipt."),
    "receipt.issuer_unknown": Plain(
        "Whether %(domain)s signed this receipt could not be checked: its keys were not to be had."
    ),
    "receipt.not_ours": Plain(
        "Only receipts that were made here are given out here; check the badge again."
    ),
    # Many at once
    "batch.too_many": Plain("Up to %(limit)s badges can be checked at once; split it up."),
    "batch.none": Plain("There is nothing to check in it; give files or a list."),
    "batch.encrypted": Plain("The ZIP has a password; pack it again without one."),
    "batch.nested": Plain(
        "The ZIP holds another packed file (%(name)s); unpack that one first and pack them anew."
    ),
    "batch.path": Plain(
        "The ZIP holds a name that leads out of its folder (%(name)s); pack the files anew."
    ),
    "batch.damaged": Plain("The ZIP is damaged or packed in a rare way; pack it anew."),
    "batch.too_large": Plain(
        "The ZIP unpacks to more than %(total)s MB, or one file in it to more than %(each)s MB; "
        "split it up."
    ),
    "batch.list": Plain("The list cannot be read; save it as CSV and try again."),
    "batch.own_busy": Plain("Three of your checks are still running; wait until one is done."),
    "batch.busy": Plain("Others are having many badges checked; try again in some minutes."),
    "batch.gone": Plain("This result has been deleted, or the address is not right."),
    "batch.not_yet": Plain("Not everything has been checked yet; look again in a moment."),
    "verify.zip": Plain(
        "This is a ZIP with files in it; check them together under “Check many at once”."
    ),
    "status.replaced": Plain(
        "The issuer replaced it by a newer issue; ask the holder for the newest file."
    ),
    # Links that show a badge once
    "checker.unknown": Plain("There is no such link; look whether all of it was copied."),
    "checker.used": Plain("This link has been used; each shows a badge one time only."),
    "checker.expired": Plain("This link is older than seven days and shows nothing any more."),
    "checker.withdrawn": Plain("The holder has withdrawn this link."),
    "checker.shows": Plain("Choose what the link shows."),
    "checker.not_held": Plain(
        "This badge is not valid at the moment, so there is nothing to show."
    ),
    "checker.too_many": Plain("There are many open links already; withdraw some first."),
    "recipient.nothing": Plain("Type an e-mail address or a name."),
}
