"""What waits for a reader: the lines of a home page, contributed by each topic.

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
from typing import Generic, Literal, TypeVar

Grade = Literal["", "wait", "bad"]
Reader = TypeVar("Reader")


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


class WaitingLines(Generic[Reader]):
    """The looks that one kind of reader's home page asks, in their order."""

    def __init__(self) -> None:
        self.looks: list[tuple[int, Callable[[Reader], Iterable[Line]]]] = []

    def waits(
        self, *, order: int
    ) -> Callable[[Callable[[Reader], Iterable[Line]]], Callable[[Reader], Iterable[Line]]]:
        """Let the home page ask this function; smaller orders stand higher."""

        def register(
            look: Callable[[Reader], Iterable[Line]],
        ) -> Callable[[Reader], Iterable[Line]]:
            self.looks.append((order, look))
            self.looks.sort(key=lambda each: each[0])
            return look

        return register

    def lines_for(self, reader: Reader) -> list[Line]:
        """Give what waits for this reader, in order."""
        return [line for _, look in self.looks for line in look(reader)]
