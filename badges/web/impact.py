"""Words that members and managers read alike: what changed, and who may know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from badges.impact.answers import Changed, Consent
from badges.web.pages import words

CONSENTS: Final = tuple(Consent)


def changes() -> Mapping[str, str]:
    """Name each answer to the question in the reader's language."""
    say = words().gettext
    return {
        Changed.WORK: say("New work, or a new task"),
        Changed.USED: say("I use what I learned"),
        Changed.SHARED: say("I showed or published something"),
        Changed.CONFIDENCE: say("I trust myself to do more"),
        Changed.PEOPLE: say("I met people who help me on"),
        Changed.NOTHING: say("Nothing yet"),
    }
