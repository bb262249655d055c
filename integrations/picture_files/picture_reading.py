"""Read a PNG, JPEG or WebP as a picture of goods. Every pixel is drawn anew: nothing else of the file is stored.

Where a photograph was taken, by which camera, and whatever hides behind or inside the picture stays behind with it.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from models.catalogue.picture import LONG_EDGE, Picture, PictureSize, WrongPicture, fit_edge
from models.errors import Reason

#: The largest file that is read, in bytes.
FILE_BYTES_MAX = 10_000_000
#: The largest picture that is unpacked, in pixels; a small file can hold one that fills the memory.
PIXELS_MAX = 50_000_000
#: The shorter edge of the smallest picture, in pixels.
EDGE_MIN = 32
FORMATS = ("PNG", "JPEG", "WEBP")
#: How much of the look WebP keeps, of 100, and how hard it works for a small file, of 6.
_QUALITY, _EFFORT = 80, 3
_BITS_ONLY, _SIXTEEN_BITS = "1", ("I;16", "I;16B", "I;16L", "I")
_PAPER = "white"

#: What Pillow raises for files that are damaged or made to harm it.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError)


def read_picture(content: bytes) -> Picture:
    """The picture in a file, upright, in all the sizes that Kassa shows; transparent places become white.

    Of a moving picture it is the first. Raises :class:`models.catalogue.picture.WrongPicture`.
    """
    if len(content) > FILE_BYTES_MAX:
        raise WrongPicture(Reason("picture_bytes", "it is larger than 10 MB"))
    drawn = _draw_anew(content)
    files, page = {}, fit_edge(drawn.width, drawn.height, LONG_EDGE[PictureSize.PAGE])
    for size in reversed(PictureSize):
        wanted = fit_edge(*page, LONG_EDGE[size])
        if drawn.size != wanted:
            drawn = drawn.resize(wanted, Image.Resampling.LANCZOS, reducing_gap=3.0)
        files[size] = _webp(drawn)
    return Picture(*page, files)


def read_picture_file(path: Path) -> Picture:
    """As :func:`read_picture`, of a file by name."""
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise WrongPicture(Reason("picture_unread", "it cannot be read ({why})", why=error.strerror)) from error
    return read_picture(content)


def _draw_anew(content: bytes) -> Image.Image:
    """The picture in colours on white, upright, no larger than it has to be."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            _check_measures(picture)
            # A JPEG is unpacked at a half, a quarter or an eighth where that is enough, which takes a part of the time.
            picture.draft("RGB", (LONG_EDGE[PictureSize.PAGE],) * 2)
            return _on_paper(ImageOps.exif_transpose(picture))
    except UnidentifiedImageError:
        raise WrongPicture(Reason("picture_kind", "it is no PNG, JPEG or WebP picture")) from None
    except _DAMAGE as damage:
        raise WrongPicture(Reason("picture_damaged", "the picture is damaged")) from damage


def _check_measures(picture: Image.Image) -> None:
    if picture.width * picture.height > PIXELS_MAX:
        raise WrongPicture(Reason("picture_pixels", "it has more than 50 million pixels"))
    if min(picture.size) < EDGE_MIN:
        raise WrongPicture(Reason("picture_small", "it is smaller than {least} pixels", least=EDGE_MIN))


def _on_paper(picture: Image.Image) -> Image.Image:
    if picture.mode in _SIXTEEN_BITS:
        return picture.convert("I").point(lambda shade: shade * (1 / 256)).convert("L").convert("RGB")
    if picture.mode in {"RGB", "L", "CMYK", _BITS_ONLY} and "transparency" not in picture.info:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    paper = Image.new("RGBA", seen.size, _PAPER)
    return Image.alpha_composite(paper, seen).convert("RGB")


def _webp(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=_QUALITY, method=_EFFORT)
    return file.getvalue()
