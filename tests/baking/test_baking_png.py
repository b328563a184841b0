"""PNG: the right chunk, once, and nothing that a stranger's file can do to us."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from badges import baking
from badges.baking import OpenBadgesVersion
from badges.baking.png import SIGNATURE

from .samples import ASSERTION, CREDENTIAL, JWS, chunk, png, png_with

OB2, OB3 = OpenBadgesVersion.OB2, OpenBadgesVersion.OB3


@pytest.mark.parametrize("text", [JWS, CREDENTIAL])
@pytest.mark.parametrize(
    ("version", "keyword"), [(OB3, "openbadgecredential"), (OB2, "openbadges")]
)
def test_the_credential_stands_uncompressed_under_the_standards_keyword(
    text: str, version: OpenBadgesVersion, keyword: str
) -> None:
    baked = baking.bake(png(), text, version=version)
    with Image.open(io.BytesIO(baked)) as picture:
        assert picture.text == {keyword: text}  # type: ignore[attr-defined]
    assert b"iTXt" + keyword.encode() + b"\0\0\0\0\0" + text.encode() in baked
    assert baking.unbake(baked) == baking.Unbaked("png", text, version)


def test_baking_again_replaces_what_was_there_in_either_version() -> None:
    once = baking.bake(png(), ASSERTION, version=OB2)
    twice = baking.bake(once + b"trailing", JWS, version=OB3)
    assert twice == baking.bake(png(), JWS, version=OB3)


def test_other_texts_and_the_pixels_stay() -> None:
    given = png_with(chunk(b"tEXt", b"Author\0Zoe"))
    baked = baking.bake(given, JWS, version=OB3)
    assert b"Author\0Zoe" in baked
    with Image.open(io.BytesIO(baked)) as after, Image.open(io.BytesIO(given)) as before:
        assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize(
    "part",
    [
        chunk(b"tEXt", b"openbadges\0https://b.example/assertions/1"),
        chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(b"https://b.example/assertions/1")),
        chunk(
            b"iTXt",
            b"openbadges\0\1\0en\0x\0" + zlib.compress(b"https://b.example/assertions/1"),
        ),
    ],
)
def test_what_others_wrote_differently_is_read(part: bytes) -> None:
    found = baking.unbake(png_with(part))
    assert (found.text, found.version) == ("https://b.example/assertions/1", OB2)


def test_of_two_credentials_the_first_counts() -> None:
    first, second = (
        chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + text) for text in (b"one", b"two")
    )
    assert baking.unbake(png_with(first, second)).text == "one"


BOMB = zlib.compress(bytes(50_000_000))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (png(), baking.NoCredentialError),
        (SIGNATURE, baking.DamagedFileError),
        (png()[:-6], baking.DamagedFileError),
        (png()[:40], baking.DamagedFileError),
        (SIGNATURE + chunk(b"IEND", b""), baking.DamagedFileError),
        (SIGNATURE + b"\xff\xff\xff\xffIHDR" + bytes(8), baking.DamagedFileError),
        (png_with(b"\0\0\0\1tEXtA\0\0\0\0"), baking.DamagedFileError),
        (png_with(chunk(b"iTXt", b"openbadges\0\0\0")), baking.DamagedFileError),
        (png_with(chunk(b"iTXt", b"openbadges\0\0\0\0\0\xff")), baking.DamagedFileError),
        (png_with(chunk(b"zTXt", b"openbadges\0\0abc")), baking.DamagedFileError),
        (png_with(chunk(b"zTXt", b"openbadges\0\0" + BOMB[:90])), baking.DamagedFileError),
        (png_with(chunk(b"zTXt", b"openbadges\0\0" + BOMB)), baking.OversizeError),
        (png_with(chunk(b"iTXt", b"openbadges\0\1\0\0\0" + BOMB)), baking.OversizeError),
        (png_with(*[chunk(b"tEXt", b"a\0b")] * 20_000), baking.DamagedFileError),
        (SIGNATURE + bytes(21_000_000), baking.OversizeError),
        (b"GIF89a", baking.ContainerError),
        (b"", baking.ContainerError),
    ],
    ids=range(17),
)
def test_a_bad_picture_is_one_typed_error(data: bytes, error: type[baking.BakingError]) -> None:
    with pytest.raises(error) as caught:
        baking.unbake(data)
    assert caught.value.reason.code.startswith("baking.")


def test_nothing_is_baked_into_a_damaged_picture() -> None:
    with pytest.raises(baking.DamagedFileError):
        baking.bake(png()[:-1], JWS, version=OB3)
    with pytest.raises(baking.ContainerError):
        baking.bake(b"\xff\xd8\xff\xe0", JWS, version=OB3)


@pytest.mark.conformance
@pytest.mark.parametrize(
    ("name", "version", "start"),
    [
        ("ob3/1edtech/simple-json.png", OB3, "{"),
        ("ob3/1edtech/simple-jwt_v1.png", OB3, "eyJ"),
        ("ob3/1edtech/simple-jwt.svg", OB3, "eyJ"),
        ("ob2/1edtech/simple-badge.png", OB2, ""),
    ],
)
def test_the_official_baked_samples_are_read(
    shared_standards: Path, name: str, version: OpenBadgesVersion, start: str
) -> None:
    found = baking.unbake((shared_standards / "vectors" / name).read_bytes())
    assert found.version is version
    assert found.text.strip().startswith(start)
