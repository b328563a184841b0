"""Status lists that were checked, kept for the next badge of the same issuer.

A list is fetched whole, so that its server does not learn whose badge is being checked (Bitstring
Status List 1.0, section 6.2), and it is kept, so that it does not even learn when. Only a list
whose issuer and signature held is kept, decoded, under the address, the issuer and what the caller
accepts; one caller's laxness lends nothing to another::

    >>> from badges.status import Bitstring
    >>> lists, key = StatusLists(), ListKey("https://b.example/s", "did:web:b.example", None)
    >>> fetched_at = datetime.fromisoformat("2026-05-01T09:00Z")
    >>> lists.keep(key, VerifiedList(
    ...     DecodedList(frozenset({"revocation"}), Bitstring()), verified_at=fetched_at,
    ...     asked_at=fetched_at, lifetime=timedelta(minutes=5)))
    >>> lists.fresh(key, now=fetched_at + timedelta(minutes=4)).is_set(7)
    False
    >>> lists.fresh(key, now=fetched_at + timedelta(minutes=6)) is None  # ask again, with its ETag
    True

How long a list is believed without asking is the least of its ``ttl``, its server's ``max-age`` and
an hour. After that its server is asked whether it has changed; ``304 Not Modified`` renews it. An
hour after its signature was checked it is fetched and checked anew, whatever its server says, as
its issuer may have revoked the key. A list that is due and cannot be had clears nobody: its answer
is "could not be checked", since the badge may have been withdrawn meanwhile and whoever can keep
us from the list would gain by it. What it marks as revoked stays revoked.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, Self

from badges.status import DecodedList, StatusEntry, StatusValue
from badges.verifying.dating import ALWAYS, Period
from badges.verifying.foreign import node
from badges.verifying.sources import Document

DEFAULT_LIFETIME: Final = timedelta(minutes=5)
"""What ``ttl`` is where a list gives none (Bitstring Status List 1.0, 2.2)."""

MAXIMUM_LIFETIME: Final = timedelta(hours=1)
"""The longest that a list, or the key that signed it, is believed without looking again."""

MAXIMUM_BYTES: Final = 64 * 1024 * 1024

_MAX_AGE: Final = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.ASCII | re.IGNORECASE)
_NO_CACHE: Final = re.compile(r"(?:^|[,\s])no-cache(?:$|[,\s])", re.IGNORECASE)
_NO_STORE: Final = re.compile(r"(?:^|[,\s])no-store(?:$|[,\s])", re.IGNORECASE)
_OVERHEAD: Final = 2048


class ListKey(NamedTuple):
    """Whose list at which address, checked by what rules (``accepted``)."""

    address: str
    issuer: str
    accepted: Hashable


@dataclass(frozen=True, slots=True)
class VerifiedList:
    """A list that its issuer signed, inflated.

    ``own_id`` is the ``id`` that it gives itself, ``period`` the time for which it holds,
    ``has_status`` tells of a list that names a status list in turn. ``etag`` is its server's mark
    for this state of it.
    Nobody is asked again before ``asked_at`` + ``lifetime``.
    """

    content: DecodedList = field(repr=False)
    verified_at: datetime
    asked_at: datetime
    lifetime: timedelta
    own_id: str = ""
    period: Period = ALWAYS
    has_status: bool = False
    etag: str | None = None
    _until: datetime = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once until when nobody needs to be asked."""
        until = min(self.asked_at + self.lifetime, self.verified_at + MAXIMUM_LIFETIME)
        object.__setattr__(self, "_until", until)

    @classmethod
    def of(
        cls, credential: Mapping[str, Any], content: DecodedList, source: Document, now: datetime
    ) -> Self:
        """Take a list whose issuer and signature were found good at ``now``."""
        own_id = credential.get("id")
        return cls(
            content,
            verified_at=now,
            asked_at=now,
            lifetime=_lifetime(node(credential.get("credentialSubject")), source),
            own_id=own_id if isinstance(own_id, str) else "",
            period=Period.of(credential),
            has_status=bool(credential.get("credentialStatus")),
            etag=source.etag,
        )

    def is_set(self, index: int) -> bool:
        """Tell whether the bit of a place is set; raises ``StatusIndexError``."""
        return self.content.bits[index]

    def look_up(self, entry: StatusEntry) -> StatusValue:
        """Give the status of an entry; raises a ``StatusError`` where it does not fit."""
        return self.content.look_up(entry)

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether it may be used without asking its server, which it never is when expired."""
        return (
            self.asked_at <= now < self._until
            and self.verified_at <= now
            and self.period.holds(now)
        )

    def is_trusted(self, now: datetime) -> bool:
        """Tell whether its signature was checked lately enough to count."""
        return self.verified_at <= now < self.verified_at + MAXIMUM_LIFETIME

    def unchanged(self, source: Document, now: datetime) -> Self:
        """Give the list after its server said at ``now`` that it has not changed."""
        lifetime = min(self.lifetime, _told_lifetime(source.cache_control, self.lifetime))
        return replace(self, asked_at=now, lifetime=lifetime, etag=source.etag or self.etag)

    def weight(self) -> int:
        """Give about how many bytes of memory it takes."""
        return len(self.content.bits) // 8 + _OVERHEAD


class StatusLists:
    """The lists that a process has checked; threads share it.

    ``maximum_bytes`` bounds their memory; the one used longest ago goes first.
    """

    def __init__(self, maximum_bytes: int = MAXIMUM_BYTES) -> None:
        self._maximum = maximum_bytes
        self._weight = 0
        self._kept: OrderedDict[ListKey, VerifiedList] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: ListKey) -> VerifiedList | None:
        """Give what is kept, however old."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def fresh(self, key: ListKey, *, now: datetime) -> VerifiedList | None:
        """Give what is kept, if it may be used without asking."""
        found = self.find(key)
        return found if found is not None and found.is_fresh(now) else None

    def keep(self, key: ListKey, checked: VerifiedList) -> None:
        """Remember a list in place of its earlier state."""
        with self._lock:
            self._drop(key)
            self._kept[key] = checked
            self._weight += checked.weight()
            while self._weight > self._maximum:
                self._drop(next(iter(self._kept)))

    def asking_again(self) -> StatusLists:
        """Give the same lists to a caller who wants each server asked now whether it changed."""
        return _AskingAgain(self)

    def _drop(self, key: ListKey) -> None:
        dropped = self._kept.pop(key, None)
        self._weight -= 0 if dropped is None else dropped.weight()


class _AskingAgain(StatusLists):
    """Lists of which none is taken to be current."""

    def __init__(self, lists: StatusLists) -> None:
        super().__init__()
        self._lists = lists

    def find(self, key: ListKey) -> VerifiedList | None:
        return self._lists.find(key)

    def fresh(self, key: ListKey, *, now: datetime) -> VerifiedList | None:  # noqa: ARG002
        return None

    def keep(self, key: ListKey, checked: VerifiedList) -> None:
        self._lists.keep(key, checked)


def may_be_kept(source: Document) -> bool:
    """Tell whether a list may be remembered: not one handed in, nor one marked ``no-store``."""
    return not source.given and not _NO_STORE.search(source.cache_control)


def _lifetime(subject: Mapping[str, Any], source: Document) -> timedelta:
    """Give how long a list may be used without asking, by what it and its server say."""
    ttl = subject.get("ttl")
    lifetime = MAXIMUM_LIFETIME
    if isinstance(ttl, int | float) and not isinstance(ttl, bool) and ttl >= 0:
        lifetime = timedelta(milliseconds=min(ttl, MAXIMUM_LIFETIME / timedelta(milliseconds=1)))
    elif _MAX_AGE.search(source.cache_control) is None:
        lifetime = DEFAULT_LIFETIME
    return min(lifetime, _told_lifetime(source.cache_control, MAXIMUM_LIFETIME))


def _told_lifetime(cache_control: str, default: timedelta) -> timedelta:
    """Read ``Cache-Control`` (RFC 9111, 5.2.2); ``default`` where it says nothing of age."""
    if _NO_CACHE.search(cache_control) or _NO_STORE.search(cache_control):
        return timedelta(0)
    told = _MAX_AGE.search(cache_control)
    return default if told is None else min(MAXIMUM_LIFETIME, timedelta(seconds=int(told[1])))
