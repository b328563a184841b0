"""PNG and JPEG pictures of strangers, decoded and written anew without what they tell of people."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageCms, ImageOps

from badges.pictures.errors import DamagedPictureError, PictureSizeError, PictureTypeError
from badges.pictures.sniffing import sniff

MAXIMUM_RASTER_BYTES: Final = 20 * 1024 * 1024
MAXIMUM_PIXELS: Final = 40_000_000

_FORMATS: Final = {"image/png": "PNG", "image/jpeg": "JPEG"}
_PNG_MODES: Final = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
_JPEG_QUALITY: Final = 90


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture that shows what the given one showed and tells nothing else; sizes in pixels."""

    data: bytes
    media_type: str
    width: int
    height: int


def clean_raster(data: bytes) -> CleanPicture:
    """Decode a PNG or JPEG and write it anew: turned upright, without EXIF, place and comments.

    The bytes differ from those given even where nothing was to be removed. Raises
    ``PictureError``: other types, more than 40 megapixels or 20 MB, cut off or malformed.
    """
    media_type = sniff(data)
    if media_type not in _FORMATS:
        raise PictureTypeError(media_type)
    if len(data) > MAXIMUM_RASTER_BYTES:
        raise PictureSizeError(MAXIMUM_RASTER_BYTES, "bytes")
    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[media_type]]) as picture:
            _check_pixels(picture)
            upright = ImageOps.exif_transpose(picture)  # the first to decode
            return _written(_in_srgb(upright), media_type)
    except PictureSizeError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureSizeError(MAXIMUM_PIXELS, "pixels") from error
    # what Pillow's decoders raise for malformed files is not one family
    except (
        ArithmeticError,
        AttributeError,
        EOFError,
        LookupError,
        MemoryError,
        NotImplementedError,
        OSError,
        RuntimeError,
        SyntaxError,
        TypeError,
        ValueError,
        Warning,  # where the process makes warnings errors
    ) as error:
        raise DamagedPictureError("it is cut off or malformed") from error


def _check_pixels(picture: Image.Image) -> None:
    if picture.width * picture.height > MAXIMUM_PIXELS:
        raise PictureSizeError(MAXIMUM_PIXELS, "pixels")


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Bring a photograph's own colours to sRGB, because its profile goes with the metadata."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        converted = ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted or picture


def _written(picture: Image.Image, media_type: str) -> CleanPicture:
    out = io.BytesIO()
    bare = picture.copy()
    transparency = picture.info.get("transparency")
    bare.info = {}
    if media_type == "image/png":
        if transparency is not None and bare.mode in ("P", "RGB", "L", "1"):
            bare.info["transparency"] = transparency
            bare = bare.convert("RGBA")
            bare.info = {}
        elif bare.mode not in _PNG_MODES:
            bare = bare.convert("RGB")
        bare.save(out, "PNG", optimize=False)
    else:
        bare = bare.convert("RGB") if bare.mode not in ("L", "RGB") else bare
        bare.save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return CleanPicture(out.getvalue(), media_type, bare.width, bare.height)
