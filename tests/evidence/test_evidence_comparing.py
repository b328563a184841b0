"""Whether something is still what was sealed."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from badges.evidence import Likeness, check_file, compare_data, compare_link, link_key, sri_of
from badges.fetched import Fetched, FetchError, HttpStatusError, LoginRequiredError, TooLargeError

URL = "https://blog.example/my-talk"
SEAL = sri_of(b"<p>talk")


def compared(answer: Fetched | FetchError, digest: str = SEAL) -> Likeness:
    def fetch(_url: str, **_: Any) -> Fetched:
        if isinstance(answer, FetchError):
            raise answer
        return answer

    return compare_link(URL, digest, fetch=fetch)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (Fetched(URL, body=b"<p>talk"), Likeness.UNCHANGED),
        (Fetched(URL, body=b"<p>talk!"), Likeness.CHANGED),
        (HttpStatusError(URL, 404), Likeness.GONE),
        (HttpStatusError(URL, 410), Likeness.GONE),
        (HttpStatusError(URL, 503), Likeness.UNREACHABLE),
        (LoginRequiredError(URL, 403), Likeness.UNREACHABLE),
        (TooLargeError(URL, 9), Likeness.UNREACHABLE),
        (Fetched(URL, "https://blog.example/login", body=b"sign in"), Likeness.UNREACHABLE),
    ],
)
def test_a_link_is_unchanged_changed_gone_or_silent(
    answer: Fetched | FetchError, found: Likeness
) -> None:
    assert compared(answer) is found


@pytest.mark.parametrize("digest", ["", "sha384-", "md5-abc", "sha384-not base64", "nonsense"])
def test_a_digest_that_cannot_be_read_is_never_met(digest: str) -> None:
    assert compared(Fetched(URL, body=b"<p>talk"), digest) is Likeness.CHANGED
    assert compare_data(b"", digest) is Likeness.CHANGED


def test_of_several_digests_the_strongest_counts() -> None:
    weak = "sha256-" + "A" * 43 + "="
    assert compare_data(b"<p>talk", f"{weak} {SEAL}") is Likeness.UNCHANGED
    assert compare_data(b"<p>talk", f"{SEAL} sha512-{'A' * 86}==") is Likeness.CHANGED


def test_the_holders_own_picture_fits_though_ours_is_without_hidden_data() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif)
    kept = check_file(out.getvalue(), "lamp.jpg")
    assert kept.data != out.getvalue()
    assert compare_data(out.getvalue(), kept.digest_sri) is Likeness.UNCHANGED
    assert compare_data(out.getvalue() + b"!", sri_of(b"other")) is Likeness.CHANGED


@pytest.mark.parametrize(
    "other",
    [
        "http://blog.example/my-talk",
        "https://www.BLOG.example/my-talk/",
        "https://blog.example/my-talk#part-2",
        "https://blog.example/my-talk?utm_source=mail&fbclid=1",
    ],
)
def test_one_address_written_in_two_ways_is_one(other: str) -> None:
    assert link_key(other) == link_key(URL)
    assert link_key(URL) != link_key(f"{URL}?part=2")


def test_what_is_no_address_has_a_key_all_the_same() -> None:
    assert link_key("https://[::1") != link_key("my talk")
