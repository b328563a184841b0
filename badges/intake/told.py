"""What another system tells of one activity, and what of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any, Final

from badges.errors import InputError
from badges.intake import waiting
from badges.intake.facts import clean_fields, clean_hours, clean_instant, clean_tags, clean_word
from badges.ports import now
from badges.text import clean_line, clean_name, normalize_email

AHEAD: Final = timedelta(days=1)
"""How far ahead something may be told: clocks and time zones differ, but plans are no deeds."""

EARLIEST: Final = datetime(1971, 1, 1, tzinfo=UTC)
"""What is older was mistyped, or is the zero of a clock that was never set."""

SOURCE_LIMIT: Final = 32


@dataclass(frozen=True, slots=True)
class ToldActivity:
    """What is told of one activity, and of whom: ``member``, ``address`` or ``account``.

    ``member`` is a membership's number, ``address`` an e-mail address, ``account`` a name in
    another system such as ``"discourse:3:17"`` with ``label`` as people know it. ``external_id``
    is the other system's own id of it; ``fields`` whatever else it told (JSON values), of which
    those named by ``lasting`` must be the same whenever it is told again. ``session`` is the row of
    the session that it was at, where a member is recorded once.
    """

    kind: str
    occurred_at: datetime
    hours: float | None = None
    tags: tuple[str, ...] = ()
    external_id: str | None = None
    source: str = "api"
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)
    lasting: frozenset[str] = frozenset()
    member: int | None = None
    address: str = ""
    account: str = ""
    label: str = ""
    session: int | None = None


class Cleaning:
    """Cleans what is told of activities; what many of them share is cleaned once."""

    def __init__(self) -> None:
        self._word, self._tags = cache(clean_word), cache(clean_tags)
        self._source = cache(partial(clean_name, field="source", limit=SOURCE_LIMIT))
        self._address = cache(partial(normalize_email, field="address"))
        self._latest = now() + AHEAD

    def __call__(self, told: ToldActivity) -> ToldActivity:
        """Give it as it is kept; raises ``InputError`` for what cannot be used."""
        if told.member is None and not told.account and not told.address:
            raise InputError("people.no_address", "Say whose activity it is.", field="address")
        external_id = told.external_id
        if external_id is not None:
            external_id = clean_line(external_id, field="external_id") or None
        return replace(
            told,
            kind=self._word(told.kind, "kind"),
            tags=tuple(self._tags(tuple(told.tags))),
            occurred_at=self._moment(told.occurred_at),
            hours=clean_hours(told.hours),
            external_id=external_id,
            source=self._source(told.source),
            fields=clean_fields(told.fields),
            address=self._address(told.address) if told.address else "",
            label=clean_line(told.label, field="label", limit=waiting.LABEL_LIMIT * 2),
        )

    def _moment(self, given: datetime) -> datetime:
        at = clean_instant(given, "occurred_at")
        if at > self._latest:
            raise InputError(
                "activity.ahead",
                "This lies ahead; tell of it when it has happened.",
                field="occurred_at",
            )
        if at < EARLIEST:
            raise InputError(
                "activity.long_ago", "This is too long ago; check the year.", field="occurred_at"
            )
        return at
