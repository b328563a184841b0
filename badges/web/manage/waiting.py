"""What waits for whoever manages: the lines of the home page, contributed by each topic.

A topic says in its own file what may wait, as sentences in the reader's language::

    @waits(order=40)
    def _late_offers(actor: Actor) -> Iterator[Line]:
        if actor.may(Permission.AWARDS_READ) and (count := _unanswered(actor)):
            yield Line(
                words().ngettext("One offer has no answer.", "%(num)s offers have none.", count),
                words().gettext("See them"),
                url_for("manage.award_waiting"),
            )

Lines are shown in their order; where nobody yields any, the page is quiet. What the reader may
not see is not yielded, and a look costs one query or two: the page asks all of them each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from badges.accounts.access import Actor

Grade = Literal["", "wait", "bad"]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits: a sentence, the one thing to do about it, and where that is.

    ``grade`` is empty for everyday work, ``wait`` for what should be seen to some day soon, and
    ``bad`` for what does not work.
    """

    text: str
    action: str
    url: str
    grade: Grade = ""


Look = Callable[[Actor], Iterable[Line]]

_LOOKS: list[tuple[int, Look]] = []


def waits(*, order: int) -> Callable[[Look], Look]:
    """Let the home page ask this function; smaller orders stand higher.

    0 to 19: what does not work; 20 to 39: people who wait; 40 to 59: what runs out or is open;
    60 to 99: the installation.
    """

    def register(look: Look) -> Look:
        _LOOKS.append((order, look))
        _LOOKS.sort(key=lambda each: each[0])
        return look

    return register


def lines_for(actor: Actor) -> list[Line]:
    """Give what waits for this reader, in order."""
    return [line for _, look in _LOOKS for line in look(actor)]
