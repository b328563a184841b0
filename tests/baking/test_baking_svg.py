"""SVG: the right element in the right namespace, and no entity ever expanded."""

from __future__ import annotations

import pytest
from lxml import etree

from badges import baking
from badges.baking import OpenBadgesVersion

from .samples import ASSERTION, CREDENTIAL, JWS, SVG

OB2, OB3 = OpenBadgesVersion.OB2, OpenBadgesVersion.OB3
OB3_TAG = "{https://purl.imsglobal.org/ob/v3p0}credential"
OB2_TAG = "{http://openbadges.org}assertion"


@pytest.mark.parametrize("text", [JWS, CREDENTIAL])
@pytest.mark.parametrize(("version", "tag"), [(OB3, OB3_TAG), (OB2, OB2_TAG)])
def test_the_credential_is_the_first_child_of_the_drawing(
    text: str, version: OpenBadgesVersion, tag: str
) -> None:
    baked = baking.bake(SVG, text, version=version)
    first = etree.fromstring(baked)[0]
    assert first.tag == tag
    assert first.get("verify") == (text if text == JWS else None)
    assert baking.unbake(baked) == baking.Unbaked("svg", text, version)


def test_json_with_a_bracket_run_stands_in_two_sections() -> None:
    baked = baking.bake(SVG, CREDENTIAL, version=OB3)
    assert baked.count(b"<![CDATA[") == 2
    assert b'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"' in baked


def test_baking_again_replaces_what_was_there_in_either_version() -> None:
    once = baking.bake(SVG, ASSERTION, version=OB2)
    twice = baking.bake(once, JWS, version=OB3)
    elements = etree.fromstring(twice)
    assert len(list(elements.iter(OB2_TAG, OB3_TAG))) == 1
    assert baking.unbake(twice).text == JWS


def test_the_drawing_itself_stays() -> None:
    baked = etree.fromstring(baking.bake(SVG, JWS, version=OB3))
    baked.remove(baked[0])
    assert [etree.tostring(child, method="c14n", exclusive=True) for child in baked] == [
        etree.tostring(child, method="c14n", exclusive=True) for child in etree.fromstring(SVG)
    ]


def test_readers_match_by_namespace_whatever_the_prefix_and_place() -> None:
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg"><g><q:credential verify="{JWS}" '
        'xmlns:q="https://purl.imsglobal.org/ob/v3p0"/></g></svg>'
    )
    assert baking.unbake(drawing.encode()).text == JWS


def test_a_bare_doctype_is_common_and_harmless() -> None:
    doctype = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://127.0.0.1:9/svg11.dtd">'
    baked = baking.bake(doctype + SVG[21:], JWS, version=OB3)
    assert b"DOCTYPE" not in baked
    assert baking.unbake(baked).text == JWS


BAKED = baking.bake(SVG, JWS, version=OB3)
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (SVG, baking.NoCredentialError),
        (BAKED[:-9], baking.DamagedFileError),
        (BAKED.replace(b"svg", b"html"), baking.DamagedFileError),
        (b"<html><body/></html>", baking.DamagedFileError),
        (BAKED.replace(JWS.encode(), b""), baking.NoCredentialError),
        (b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG, baking.UnsafeFileError),
        (f"<!DOCTYPE svg [{LAUGHS}]><svg>&l9;</svg>".encode(), baking.UnsafeFileError),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>&nope;</svg>", baking.DamagedFileError),
        (b"<svg>\xff</svg>", baking.DamagedFileError),
        (b"<g>" * 5000 + b"</g>" * 5000, baking.DamagedFileError),
        (b"<svg>" + b" " * 21_000_000, baking.OversizeError),
        (BAKED.replace(JWS.encode(), b"e" * 1_100_000), baking.OversizeError),
    ],
    ids=range(12),
)
def test_a_bad_drawing_is_one_typed_error(data: bytes, error: type[baking.BakingError]) -> None:
    with pytest.raises(error) as caught:
        baking.unbake(data)
    assert caught.value.reason.params["container"] == "svg"


def test_text_that_xml_cannot_hold_is_refused() -> None:
    with pytest.raises(baking.DamagedFileError, match="control characters"):
        baking.bake(SVG, '{"name": "\x01"}', version=OB3)
    with pytest.raises(baking.OversizeError):
        baking.bake(SVG, "x" * 1_100_000, version=OB3)
