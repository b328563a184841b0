"""Looking into documents that somebody else wrote: nothing here raises, whatever stands there.

>>> listed({"a": 1}), listed(None), text({"name": 7}, "name"), node([{"id": "x"}])
([{'a': 1}], [], '', {'id': 'x'})
>>> instant("2026-05-01T09:00:00+02:00").isoformat(), instant("soon")
('2026-05-01T07:00:00+00:00', None)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from keys.did import LOOPBACK_HOSTS, did_web_url
from keys.errors import KeysError

MAXIMUM_LISTED: Final = 100
"""Entries of one property that are looked at."""

# The same few hosts stand in badge after badge.
_REMEMBERED: Final = 1024
_LONGEST_REMEMBERED: Final = 256
_LONGEST_INSTANT: Final = 64
_MOST_TYPES: Final = 8

_NO_OBJECTS: Final = (str, list, type(None))

_INSTANT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}([.]\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?"
)


def listed(value: Any) -> list[Any]:
    """Give a property's values; JSON-LD may write a list of one without its brackets."""
    if value is None:
        return []
    return value[:MAXIMUM_LISTED] if isinstance(value, list) else [value]


def node(value: Any) -> Mapping[str, Any]:
    """Give the first object of a property's values, or an empty one."""
    if isinstance(value, dict):
        return value
    return next((each for each in listed(value) if isinstance(each, dict)), {})


def _member(holder: Any, name: str) -> Any:
    # Nearly everything is a dict or one of these, which is quicker to tell than a Mapping.
    if type(holder) is dict:
        return holder.get(name)
    is_object = not isinstance(holder, _NO_OBJECTS) and isinstance(holder, Mapping)
    return holder.get(name) if is_object else None


def text(holder: Any, name: str) -> str:
    """Give a property that is a text, or the first text of several; else an empty one."""
    value = holder.get(name) if type(holder) is dict else _member(holder, name)
    if type(value) is str:
        return value
    if isinstance(value, dict):  # a language map: {"@value": …} or {"de": …}
        value = value.get("@value") or next(iter(value.values()), None)
    return next((each for each in listed(value) if isinstance(each, str)), "")


def id_of(value: Any) -> str:
    """Give the id of a reference that is an address or an object with an ``id``."""
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, str) else text(first, "id")


def types_of(document: Any) -> frozenset[str]:
    """Give the names in ``type``."""
    value = document.get("type") if type(document) is dict else _member(document, "type")
    if type(value) is list and len(value) <= _MOST_TYPES:
        try:
            return _types((*value,))
        except TypeError:  # objects or arrays among them
            pass
    elif type(value) is str:
        return _types((value,))
    return frozenset(each for each in listed(value) if isinstance(each, str))


@lru_cache(_REMEMBERED)
def _types(names: tuple[Any, ...]) -> frozenset[str]:
    return frozenset(each for each in names if isinstance(each, str))


def instant(value: Any) -> datetime | None:
    """Read an instant; without a zone it is taken for UTC (VC Data Model 2.0, 4.9)."""
    if not isinstance(value, str) or len(value) > _LONGEST_INSTANT:
        return None
    return _instant(value)


@lru_cache(_REMEMBERED)
def _instant(value: str) -> datetime | None:
    if not _INSTANT.fullmatch(value):
        return None
    try:
        read = datetime.fromisoformat(value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def host_of(url: str) -> str:
    """Give the host (and port) of a web address or did:web; ``""`` where there is none."""
    return _known_host(url) if len(url) <= _LONGEST_REMEMBERED else _host(url)


def _host(url: str) -> str:
    try:
        parts = urlsplit(did_web_url(url, allow_http_loopback=True) if _is_did(url) else url)
    except (ValueError, KeysError):
        return ""
    return parts.netloc.rpartition("@")[2].lower() if parts.scheme in {"https", "http"} else ""


_known_host = lru_cache(_REMEMBERED)(_host)


def is_web_address(url: str) -> bool:
    """Tell whether a text is an address that can be fetched."""
    return not _is_did(url) and bool(host_of(url))


def is_loopback(url: str) -> bool:
    """Tell whether an address is on this very machine, where a demonstration has no https."""
    return _known_loopback(url) if len(url) <= _LONGEST_REMEMBERED else _is_loopback(url)


def _is_loopback(url: str) -> bool:
    try:
        return (urlsplit(url).hostname or "") in LOOPBACK_HOSTS
    except ValueError:
        return False


_known_loopback = lru_cache(_REMEMBERED)(_is_loopback)


def _is_did(url: str) -> bool:
    return url.startswith("did:")
