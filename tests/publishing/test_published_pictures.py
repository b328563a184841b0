"""Badge pictures: from the gallery or a file, as drawing and as pixels, and marked in a demo."""

from __future__ import annotations

import io

import pikepdf
import pytest
import support
from PIL import Image
from published import issued_award, issuing_community

from badges.database import db
from badges.errors import NotFoundError
from badges.models import StoredFile
from badges.pictures import clean_svg
from badges.ports import now, ports
from badges.publishing.certificate import certificate
from badges.publishing.issued import issued_credential
from badges.publishing.marking import marked
from badges.publishing.pictures import as_png, as_svg, logo_of, picture_of, printable
from badges.rendering.content import Picture


def png(colour: str = "red", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), colour).save(out, kind)
    return out.getvalue()


def stored(community_id: int, data: bytes, media_type: str) -> str:
    blob = ports().files.put(community_id, data, quota=1_000_000)
    row = StoredFile(community_id=community_id, sha256=blob.sha256, size=blob.size)
    row.media_type, row.created_at = media_type, now()
    db.session.add(row)
    db.session.flush()
    return blob.sha256


@pytest.mark.parametrize(("language", "alt"), [("de", "Ein Bild"), ("en", "A picture")])
def test_the_gallerys_drawing_comes_with_the_alt_text_in_the_language(
    language: str, alt: str
) -> None:
    picture = picture_of(support.achievement(support.community()), language)
    assert (picture.media_type, picture.alt) == ("image/svg+xml", alt)
    assert as_png(picture, 64).startswith(b"\x89PNG")


def test_without_an_alt_text_the_gallerys_own_is_taken() -> None:
    version = support.achievement(support.community(), picture_alt={})
    assert picture_of(version, "de").alt == "Hammer und Bleistift, gekreuzt"


def test_a_communitys_own_picture_stays_as_it_is() -> None:
    community = support.community(stage="live")
    version = support.achievement(community, picture=stored(community.id, png(), "image/png"))
    picture = picture_of(version, "de")
    assert as_png(picture) == png()
    assert b"data:image/png;base64," in as_svg(picture)


def test_another_communitys_picture_is_not_found() -> None:
    other = support.community("other")
    version = support.achievement(support.community(), picture=stored(other.id, png(), "image/png"))
    with pytest.raises(NotFoundError):
        picture_of(version, "de")


def test_a_photo_as_logo_becomes_a_png() -> None:
    community = support.community()
    community.logo = stored(community.id, png("blue", "JPEG"), "image/jpeg")
    logo = logo_of(community)
    assert logo is not None
    assert as_png(logo).startswith(b"\x89PNG")


def test_a_demos_picture_says_so_in_pixels_and_as_drawing() -> None:
    live = picture_of(support.achievement(support.community("live", stage="live")), "de")
    demo = picture_of(support.achievement(support.community(stage="demo")), "de")
    assert as_svg(demo).count(b"<path") == as_svg(live).count(b"<path") + len("DEMO")
    for languages, word in ((["de", "en"], "PROBE"), (["en"], "TRIAL")):
        trial = support.community(word.lower(), languages=languages)
        drawn = picture_of(support.achievement(trial), "de")
        assert as_svg(drawn) == marked(as_svg(live), word)
    assert as_png(demo, 64) != as_png(live, 64)


@pytest.mark.parametrize(
    "size", ['viewBox="0 0 64 64"', 'viewBox="-5,-5 10 10"', 'width="30px" height="20"', ""]
)
def test_the_band_fits_drawings_of_every_size(size: str) -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {size}/>'.encode()
    assert b"#1c1b1a" in clean_svg(marked(drawing, "DEMO"))


GRADIENT = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 8 8"><linearGradient id="a" {}><stop stop-color="red"/></linearGradient>'
    '<path fill="url(#a)" d="M0 0h8v8z"/></svg>'
)


@pytest.mark.parametrize(
    ("units", "media_type"),
    [
        ("", "image/png"),
        ('gradientUnits="objectBoundingBox"', "image/png"),
        ('gradientUnits="userSpaceOnUse" x2="8"', "image/svg+xml"),
        ('xlink:href="#b"', "image/svg+xml"),
    ],
)
def test_what_some_viewers_leave_out_is_printed_as_pixels(units: str, media_type: str) -> None:
    drawing = Picture(clean_svg(GRADIENT.format(units).encode()), "image/svg+xml", "A triangle")
    shown = printable(drawing)
    assert (shown.media_type, shown.alt) == (media_type, "A triangle")


def test_a_certificate_holds_such_a_drawing_as_an_image() -> None:
    community = issuing_community()
    data = clean_svg(GRADIENT.format("").encode())
    picture = stored(community.id, data, "image/svg+xml")
    award = issued_award(community, achievement={"picture": picture})
    with pikepdf.open(io.BytesIO(certificate(award, issued_credential(award)))) as pdf:
        widths = {int(image.Width) for image in pdf.pages[0].get_images().values()}
    assert 900 in widths
