"""What can be wrong with an uploaded picture.

The tree; each has one code that the doors put into words::

    PictureError
    ├── PictureTypeError       picture.type        not one of the types that are taken
    ├── DamagedPictureError    picture.damaged     cut off, malformed, or not what it claims to be
    └── PictureSizeError       picture.too_large   bytes, pixels or parts beyond the limit
"""

from __future__ import annotations

from badges.errors import InputError


class PictureError(InputError):
    """A picture cannot be taken."""


class PictureTypeError(PictureError):
    """The content is of a type that is not taken here; ``media_type`` is what it looks like."""

    def __init__(self, media_type: str) -> None:
        super().__init__(
            "picture.type",
            f"A picture of type {media_type} cannot be used; give a PNG, JPEG or SVG.",
            media_type=media_type,
        )


class DamagedPictureError(PictureError):
    """The picture cannot be read to its end; ``problem`` says why, in English."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            "picture.damaged", f"This picture cannot be read: {problem}.", problem=problem
        )


class PictureSizeError(PictureError):
    """The picture is beyond a limit; ``unit`` is ``bytes``, ``pixels`` or ``elements``."""

    def __init__(self, limit: int, unit: str) -> None:
        super().__init__(
            "picture.too_large",
            f"This picture has more than {limit} {unit}; give a smaller one.",
            limit=limit,
            unit=unit,
        )
