"""What was laid out for nobody, where other processes find it: as plain values, packed.

A *shelf* is handed in by whoever draws; what stands on it is known by all that it was made of::

    name = name_on_shelf(key)
    shelf.put(name, packed(template))
    unpacked(Template, shelf.get(name))

Nothing on it is anybody's own, and nothing that is read from it can be more than numbers, texts and
bytes. The name holds the edition of everything that draws, so that after an update nothing that was
drawn before it is found.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Hashable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final, Protocol, TypeVar

_ROOMS: Final = (
    ("badges", "rendering"),
    ("badges", "pictures"),
    ("badges", "fonts"),
    ("badges", "translations"),
    ("badges", "wording.py"),
    ("templates", "certificate"),
)
"""Where all comes from that stands on a page, beside what is handed in."""

_LIBRARIES: Final = (
    *("weasyprint", "pydyf", "fonttools", "tinycss2", "tinyhtml5"),
    *("pypdfium2", "pillow"),
)
_BYTES: Final = ""


class Shelf(Protocol):
    """Keeps packed drawings for a while; what is not there any more is drawn anew."""

    def get(self, name: str) -> bytes | None:
        """Give what was put there by this name, if it is still there and whole."""

    def put(self, name: str, data: bytes) -> None:
        """Keep something; never raises."""


class Plain(Protocol):
    """What can be taken apart into lists of numbers, texts and bytes, and be put together again."""

    def __getstate__(self) -> list[Any]:
        """Give all that it is made of."""

    def __setstate__(self, state: Any) -> None:
        """Be what gave that."""


Thing = TypeVar("Thing", bound=Plain)


def restored(kind: type[Thing], state: Any) -> Thing:
    """Put a thing together again; raises what Python does for what is no state of it."""
    made = kind.__new__(kind)
    made.__setstate__(state)
    return made


def packed(outcome: Plain | str | None) -> bytes:
    """Pack a thing, or why there is none."""
    state = outcome if outcome is None or isinstance(outcome, str) else outcome.__getstate__()
    return zlib.compress(json.dumps(state, default=_text_of).encode())


def unpacked(kind: type[Thing], data: bytes) -> Thing | str | None:
    """Give what was packed; raises ``ValueError`` for what was not."""
    try:
        state = json.loads(zlib.decompress(data), object_hook=_bytes_of)
        return state if state is None or isinstance(state, str) else restored(kind, state)
    except (zlib.error, ValueError, TypeError, LookupError, AttributeError) as error:
        raise ValueError("This is nothing that was packed here.") from error


def name_on_shelf(key: Hashable) -> str:
    """Give the name of what was made of this; a key is of values whose text says all of them."""
    return hashlib.sha256(_edition() + repr(key).encode()).hexdigest()


def _text_of(value: Any) -> dict[str, str]:
    return {_BYTES: base64.b64encode(value).decode()}


def _bytes_of(found: dict[str, Any]) -> bytes:
    return base64.b64decode(found[_BYTES], validate=True)


@cache
def _edition() -> bytes:
    """Digest everything that draws: our own files, and the versions of the libraries."""
    digest = hashlib.sha256(" ".join(map(_version, _LIBRARIES)).encode())
    for package, room in _ROOMS:
        for path, file in sorted(_below(files(package) / room, room)):
            digest.update(path.encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.digest()


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:  # what draws may come to need another one instead
        return ""


def _below(place: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    if place.is_file():
        yield path, place
    elif place.name != "__pycache__":
        for each in place.iterdir():
            yield from _below(each, f"{path}/{each.name}")
