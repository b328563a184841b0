"""Outgoing mail: written into the outbox with the deed it tells of, delivered by a job.

::

    mail = post("offer", address, community=…, language="de", award=made, hold=True, …)
    cancel(mail)                                  while it waits: it was never sent
    mails_of(award), mails_about(community, "…")  what was written, the newest first

A mail's texts are three templates, ``email/<kind>/subject.txt``, ``body.txt`` and ``body.html``,
in the recipient's language. Its ``state``: ``waiting`` until ``due_at``; then ``sent``, or
``failed`` where it was refused for good; ``kept`` where no mail server is set up, so that managers
hand its link over themselves; ``cancelled``.
"""

from badges.mailing.addresses import (
    address_of_stop,
    find_address,
    resume,
    stop,
    stop_url,
    wants,
)
from badges.mailing.composing import (
    check_own_words,
    compose,
    own_words,
    set_own_words,
)
from badges.mailing.kinds import OWN_WORDS, PLACEHOLDERS, SENDING, STOPPABLE
from badges.mailing.later import Offer, is_unwritten, post_offers, written
from badges.mailing.logo import with_logo
from badges.mailing.outbox import cancel, mails_about, mails_of, post, send_again
from badges.mailing.previewing import preview
from badges.mailing.sending import send_mail

__all__ = [
    "OWN_WORDS",
    "PLACEHOLDERS",
    "SENDING",
    "STOPPABLE",
    "Offer",
    "address_of_stop",
    "cancel",
    "check_own_words",
    "compose",
    "find_address",
    "is_unwritten",
    "mails_about",
    "mails_of",
    "own_words",
    "post",
    "post_offers",
    "preview",
    "resume",
    "send_again",
    "send_mail",
    "set_own_words",
    "stop",
    "stop_url",
    "wants",
    "with_logo",
    "written",
]
