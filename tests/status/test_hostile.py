"""Whatever stands in an entry or a list, reading it gives a value or one typed error."""

from __future__ import annotations

import base64
import gzip
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from badges import status

URL = "https://badges.example/status/1"
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {"status": st.sampled_from(["0x0", "0x1", "0X2", "0x03", "3", 1]), "message": SCALARS}
    ),
    max_size=4,
)
LIST = status.status_list_credential(
    URL,
    issuer="did:web:badges.example",
    bits=status.Bitstring(),
    valid_from="2026-01-01T00:00:00Z",
    valid_until="2026-01-08T00:00:00Z",
)


def changes(**often: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Change some members: to what comes near to being right, or to anything at all."""
    near = {name: likely | ANYTHING for name, likely in often.items()}
    return st.fixed_dictionaries({}, optional=near)


ENTRIES = changes(
    type=st.sampled_from(["BitstringStatusListEntry", "StatusList2021Entry"]),
    statusListIndex=st.integers().map(str),
    statusPurpose=st.sampled_from(["revocation", "message"]),
    statusSize=st.integers(-1, 10),
    statusMessage=MESSAGES,
    statusReference=st.lists(st.text()),
)
ENCODED = st.binary(max_size=60).map(lambda data: "u" + base64.urlsafe_b64encode(data).decode())
SUBJECTS = changes(
    type=st.sampled_from(["BitstringStatusList", "StatusList2021"]),
    statusPurpose=st.lists(st.sampled_from(["revocation", "message"])),
    encodedList=ENCODED | st.text(alphabet="uAH4sI-_+/=", max_size=60),
)


@settings(deadline=None, max_examples=300)
@given(entry=ENTRIES, subject=SUBJECTS, types=ANYTHING | st.just(LIST["type"]))
def test_nothing_but_a_status_error_is_raised(
    entry: dict[str, Any], subject: dict[str, Any], types: Any
) -> None:
    listed = LIST | {"credentialSubject": LIST["credentialSubject"] | subject, "type": types}
    with suppress(status.StatusError):
        found = status.read_status({**status.status_entry(URL, 5), **entry}, listed)
        assert found.value in range(256)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_list_damaged_anywhere_is_refused_or_the_same(data: st.DataObject) -> None:
    packed = bytearray(gzip.compress(bytes(16_384), mtime=0))
    position = data.draw(st.integers(0, len(packed) - 1))
    packed[position] ^= 1 << data.draw(st.integers(0, 7))
    text = "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    with suppress(status.StatusListError):
        assert not any(bytes(status.decode_list(text)))


def test_a_bomb_of_gigabytes_is_put_out_after_sixteen_megabytes() -> None:
    bomb = gzip.compress(bytes(50_000_000), mtime=0) * 20
    text = "u" + base64.urlsafe_b64encode(bomb).decode().rstrip("=")
    with suppress(status.StatusListError):
        status.decode_list(text)
        raise AssertionError("it was read")
