"""Read a PNG or JPEG as a logo of black and white dots. Nothing of the file itself is stored."""

from __future__ import annotations

import io
import struct
from pathlib import Path

from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError

from models.errors import Refused
from models.receipt_logo import LOGO_HEIGHT_MAX, LOGO_WIDTH_MAX, ReceiptLogo

#: The largest file that is read, in bytes.
FILE_BYTES_MAX = 2_000_000
#: The largest picture that is unpacked, in pixels; a small file can hold one that fills the memory.
PIXELS_MAX = 16_000_000
FORMATS = ("PNG", "JPEG")

#: Lighter than this (of 255) is paper when the margins are cut off.
_PAPER = 240
#: What Pillow raises for files that are damaged or made to harm it.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)


class NotALogo(Refused):
    """A file that cannot become the logo of receipts."""

    code = "not_a_logo"
    text = "The file cannot be the logo: {reason}. Nothing was changed; choose a PNG or JPEG picture of at most 2 MB."

    reason: str


def read_logo(content: bytes) -> ReceiptLogo:
    """The picture in a file, without its margins, at most 384 × 160 dots, never enlarged.

    Transparent places are paper; grey becomes a pattern of dots (Floyd and Steinberg). Raises :class:`NotALogo`.
    """
    if len(content) > FILE_BYTES_MAX:
        raise NotALogo("it is larger than 2 MB")
    grey = _without_margins(_grey(content))
    grey.thumbnail((LOGO_WIDTH_MAX, LOGO_HEIGHT_MAX), Image.Resampling.LANCZOS)
    dots = ImageChops.invert(grey).convert("1")
    return ReceiptLogo(dots.width, dots.height, dots.tobytes())


def read_logo_file(path: Path) -> ReceiptLogo:
    """As :func:`read_logo`, of a file by name."""
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise NotALogo(f"it cannot be read ({error.strerror})") from error
    return read_logo(content)


def _grey(content: bytes) -> Image.Image:
    """The picture in shades of grey on white, upright."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise NotALogo("it has more than 16 million pixels")
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except UnidentifiedImageError:
        raise NotALogo("it is no PNG or JPEG picture") from None
    except _DAMAGE as damage:
        raise NotALogo("the picture is damaged") from damage
    paper = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(paper, upright).convert("L")


def _without_margins(grey: Image.Image) -> Image.Image:
    ink = grey.point([255 if shade < _PAPER else 0 for shade in range(256)]).getbbox()
    if ink is None:
        raise NotALogo("the picture is empty")
    return grey.crop(ink)
