"""Outgoing mail: written into the outbox with the deed it tells of, delivered by a job.

::

    mail = post("offer", address, community=…, language="de", award=made, hold=True, …)
    cancel(mail)                                  while it waits: it was never sent
    mails_of(award)                               what was written about an award, the newest first

A mail's texts are three templates, ``email/<kind>/subject.txt``, ``body.txt`` and ``body.html``,
in the recipient's language. Its ``state``: ``waiting`` until ``due_at``; then ``sent``, or
``failed`` where it was refused for good; ``kept`` where no mail server is set up, so that managers
hand its link over themselves; ``cancelled``.
"""

from badges.mailing.outbox import cancel, mails_of, post, send_again
from badges.mailing.sending import send_mail

__all__ = ["cancel", "mails_of", "post", "send_again", "send_mail"]
