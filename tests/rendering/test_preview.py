"""The picture of a shared link: its size, and that everything belongs to it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from badges.rendering.content import CertificateContent, Marking, Picture, PreviewContent
from badges.rendering.preview import MAX_BYTES, render_preview
from badges.rendering.resources import ResourceRefusedError

from .conftest import BADGE


def preview(content: CertificateContent, **changes: Any) -> PreviewContent:
    shared = {name: getattr(content, name) for name in PreviewContent.__dataclass_fields__}
    return PreviewContent(**{**shared, **changes})


def test_the_picture_has_the_size_that_networks_ask_for(content: CertificateContent) -> None:
    png = render_preview(preview(content))
    with Image.open(io.BytesIO(png)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 627))
    assert len(png) < MAX_BYTES


def test_equal_input_gives_equal_pixels(content: CertificateContent) -> None:
    assert render_preview(preview(content)) == render_preview(preview(content))


@pytest.mark.parametrize(
    "changes",
    [{"recipient_name": ""}, {"logo": None}, {"marking": Marking.DEMO}, {"colour": "#ffd500"}],
    ids=["no name", "no logo", "demo", "yellow"],
)
def test_what_changes_is_seen(content: CertificateContent, changes: dict[str, Any]) -> None:
    assert render_preview(preview(content, **changes)) != render_preview(preview(content))


def test_a_picture_from_elsewhere_is_refused(content: CertificateContent) -> None:
    svg = BADGE.replace(
        b"</svg>", b'<image href="file:///etc/hostname" width="1" height="1"/></svg>'
    )
    with pytest.raises(ResourceRefusedError):
        render_preview(preview(content, picture=Picture(svg, "image/svg+xml", "x")))
