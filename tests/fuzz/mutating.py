"""Ways to spoil bytes and JSON: small ones, and those that have broken readers before."""

from __future__ import annotations

import copy
import json
import struct
import zlib
from collections.abc import Sequence
from random import Random
from typing import Any, Final

PNG: Final = b"\x89PNG\r\n\x1a\n"

WORDS: Final = (
    *(b"\x00", b"\xff" * 4, b"\x7f\xff\xff\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r\n", b" "),
    *(b'"', b"\\", b"{", b"}", b"[", b"]", b":", b",", b"null", b"1e999", b"-0", b'"\\ud800"'),
    *(b"9007199254740993", b'{"a":1,"a":2}', b"[" * 5000, b'{"a":' * 3000, b"]]>", b"<![CDATA["),
    *(b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"openbadgecredential", b"openbadges", b"iTXt"),
    *(b"tEXt", b"zTXt", b"IEND", b"%PDF-1.7", b"endobj", b"stream\n", b"/EmbeddedFile", b"xref"),
    *(b".", b"..", b"=", b"+", b"/", b"eyJ", b"eyJhbGciOiJub25lIn0.e30.", b"data:", b"did:web:"),
)
"""Pieces of the formats that are read."""

VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1.5, -0.0, 1e21, 2**53, 2**64, 10**40, float("inf")),
    *("", " ", "\x00", "\ud800", "\ufffe", "\u202e", "a" * 5000, "١٢٣", "1" * 400, "0x10"),
    *([], {}, [[]], [None], [{}], {"@value": "x"}, {"@id": "urn:x"}, {"@set": [1]}, {"id": None}),
    *({"type": "Proof"}, {"@context": {"@vocab": "urn:x#"}}, [1] * 300, {"": ""}),
    *("urn:uuid:1", "https://", "https://[::1", "https://a:99999/", "http://127.0.0.1/", "//x"),
    *("https://a.example/%zz", "https://ex\u00e4mple.example/", "HTTPS://A@B/", "did:web:"),
    *("did:web:%3A", "did:web:a:..:b", "did:key:z", "did:key:z6Mk", "did:jwk:e30", "did:x:y#z"),
    *("data:application/vc+jwt,a.b.c", "data:application/vc+jwt;base64,!", "z" * 200, "u" + "A"),
    *("9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-05-01"),
    *("2026-05-01T09:00:00+99:99", "-9999-01-01T00:00:00Z", "131071", "131072", "-1", "1e5"),
    *("eddsa-jcs-2022", "ecdsa-sd-2023", "DataIntegrityProof", "Ed25519Signature2020", "sha256$"),
    *("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1"),
    *("EnvelopedVerifiableCredential", "VerifiablePresentation", "EndorsementCredential"),
    *("Assertion", "BitstringStatusListEntry", "1EdTechRevocationList", "StatusList2021Entry"),
)
"""What may stand where something else was expected."""


def spoil_bytes(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """Change one to five places of a file; a PNG's sums are mended as often as not."""
    spoiled = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        place = random.randrange(len(spoiled) + 1)
        end = min(len(spoiled), place + random.choice((1, 1, 4, 16, 256)))
        random.choice(_BYTES)(spoiled, place, end, random, others)
    if spoiled.startswith(PNG) and random.random() < 0.5:
        return _mended(bytes(spoiled))
    return bytes(spoiled)


def spoil_json(value: Any, random: Random) -> Any:
    """Give a copy with one to three values replaced, moved, doubled, wrapped or taken away."""
    spoiled = copy.deepcopy(value)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        places = [((), [spoiled]), *_places([spoiled])]
        _, holder = random.choice(places)
        random.choice(_VALUES)(holder, random)
        if not isinstance(spoiled, dict | list):
            break
    return spoiled


def written(value: Any, random: Random) -> bytes:
    """Write a value as JSON, at times as other writers do: escaped, spaced, keys twice."""
    text = json.dumps(
        value,
        ensure_ascii=random.random() < 0.3,
        separators=random.choice(((",", ":"), (", ", ": "))),
        indent=random.choice((None, None, None, 1)),
    )
    if random.random() < 0.03:
        text = text.replace("{", '{"id":"urn:x:twice",', 1)
    return text.encode("utf-8", "surrogatepass")


def _flip(spoiled: bytearray, place: int, _end: int, random: Random, _others: object) -> None:
    if place < len(spoiled):
        spoiled[place] ^= 1 << random.randrange(8)


def _cut(spoiled: bytearray, place: int, end: int, _random: Random, _others: object) -> None:
    del spoiled[place:end]


def _cut_off(spoiled: bytearray, place: int, _end: int, _random: Random, _others: object) -> None:
    del spoiled[place:]


def _repeat(spoiled: bytearray, place: int, end: int, random: Random, _others: object) -> None:
    spoiled[place:place] = spoiled[place:end] * random.choice((1, 2, 50))


def _insert(spoiled: bytearray, place: int, _end: int, random: Random, _others: object) -> None:
    spoiled[place:place] = random.choice(WORDS)


def _replace(spoiled: bytearray, place: int, end: int, random: Random, _others: object) -> None:
    spoiled[place:end] = random.choice(WORDS)


def _noise(spoiled: bytearray, place: int, end: int, random: Random, _others: object) -> None:
    spoiled[place:end] = random.randbytes(end - place)


def _splice(
    spoiled: bytearray, place: int, end: int, random: Random, others: Sequence[bytes]
) -> None:
    other = random.choice(others)
    start = random.randrange(len(other) + 1)
    spoiled[place:end] = other[start : start + random.choice((8, 64, 1000))]


_BYTES: Final = (_flip, _flip, _cut, _cut_off, _repeat, _insert, _insert, _replace, _noise, _splice)


def _mended(data: bytes) -> bytes:
    """Give a PNG with right lengths where they fit and the right sum for each chunk."""
    out, rest = [PNG], data[len(PNG) :]
    while len(rest) >= 12:
        length = min(struct.unpack(">I", rest[:4])[0], len(rest) - 12)
        body = rest[4 : 8 + length]
        out.append(struct.pack(">I", length) + body + struct.pack(">I", zlib.crc32(body)))
        rest = rest[12 + length :]
    return b"".join([*out, rest])


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Give every object and array inside a value, with its key."""
    found: list[tuple[Any, Any]] = []
    open_values = [value]
    while open_values and len(found) < 2000:
        holder = open_values.pop()
        items = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, inner in items:
            if isinstance(inner, dict | list):
                found.append((key, inner))
                open_values.append(inner)
    return found


def _key(holder: Any, random: Random) -> Any:
    return random.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))


def _set(holder: Any, random: Random) -> None:
    if holder:
        holder[_key(holder, random)] = copy.deepcopy(random.choice(VALUES))


def _drop(holder: Any, random: Random) -> None:
    if holder:
        del holder[_key(holder, random)]


def _add(holder: Any, random: Random) -> None:
    value = copy.deepcopy(random.choice(VALUES))
    if isinstance(holder, list):
        holder.insert(random.randrange(len(holder) + 1), value)
    else:
        holder[random.choice(("extra", "id", "@context", "type", "proof", "@id", "", "é"))] = value


def _wrap(holder: Any, random: Random) -> None:
    if holder:
        key, value = _key(holder, random), None
        value = holder[key]
        for _ in range(random.choice((1, 1, 2, 70))):
            value = [value] if random.random() < 0.6 else {"id": value}
        holder[key] = value


def _double(holder: Any, random: Random) -> None:
    if holder:
        key = _key(holder, random)
        holder[key] = [copy.deepcopy(holder[key]) for _ in range(random.choice((2, 3, 120)))]


def _swap(holder: Any, random: Random) -> None:
    if holder:
        one, other = _key(holder, random), _key(holder, random)
        holder[one], holder[other] = holder[other], holder[one]


def _edit(holder: Any, random: Random) -> None:
    if not holder:
        return
    key = _key(holder, random)
    if isinstance(holder[key], str):
        text = bytearray(holder[key].encode("utf-8", "surrogatepass"))
        place = random.randrange(len(text) + 1)
        random.choice(_BYTES[:-1])(text, place, min(len(text), place + 3), random, ())
        holder[key] = text.decode("utf-8", "replace")


_VALUES: Final = (_set, _set, _drop, _add, _wrap, _double, _swap, _edit, _edit)
