"""A community of one's own: what keeps it from being opened or from going live, in words."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    "setup.forbidden": Plain(
        "Here only the owner of a community may open another; sign in as one."
    ),
    "address.none": Plain("Give the public address as https://badges.example.org."),
    "address.https": Plain(
        "The address must begin with https; without it, anybody on the way could change a page."
    ),
    "address.number": Plain("The address must be a name; numbers change hands, names are yours."),
    "address.local": Plain("The address must be a name that everybody on the internet can open."),
    "address.setting": Plain(
        "This service thinks that it is at %(now)s. Whoever runs it sets "
        "BADGES_BASE_URL=%(address)s and starts it again."
    ),
    "address.status": Plain(
        "Status %(status)s came instead of our page; look at the proxy's settings."
    ),
    "address.other": Plain(
        "Somebody else answered, or an old copy came; look at the name's entry and at the proxy."
    ),
    "address.not_trial": Plain("Only a community on trial can go live."),
    "address.confirm": Plain("Please say that you have read what goes when you go live."),
    "legal.missing": Plain(
        "Legal details are missing; fill them in under “Legal pages” before anything is published."
    ),
    "legal.required": Plain("A community that is live needs this."),
    "legal.page": Plain("There is no such legal page."),
    "community.edited": Plain(
        "Somebody else has saved these settings in the meantime. Yours are still in the form; "
        "look at what changed and save again."
    ),
}
