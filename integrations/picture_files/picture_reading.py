"""Read a PNG, JPEG or WebP as a picture of goods. Every pixel is drawn anew: nothing else of the file is stored.

Where a photograph was taken, by which camera, and whatever hides behind or inside the picture stays behind with it.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from models.catalogue.picture_sizes import LONG_EDGE, Picture, PictureSize, WrongPicture, fit_edge
from models.errors import Reason

#: The largest file that is read, in bytes.
FILE_BYTES_MAX = 10_000_000
#: The largest picture that is unpacked, in pixels; a small file can hold one that fills the memory.
PIXELS_MAX = 50_000_000
#: The shorter edge of the smallest picture, in pixels.
EDGE_MIN = 32
#: The largest colour profile that is followed, in bytes; those of phones and cameras have some hundred.
PROFILE_BYTES_MAX = 2_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
#: How true WebP is to the look, of 100, and how hard it works for a small file, of 6.
_QUALITY, _EFFORT = 80, 3
#: A large picture is halved until it is so many times as wide as needed, and only then resampled with care.
_GAP = 3
_BITS_ONLY, _SIXTEEN_BITS = "1", ("I;16", "I;16B", "I;16L", "I")
_PAPER = "white"

#: What Pillow raises for files that are damaged or made to harm it.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, struct.error)


def read_picture(content: bytes) -> Picture:
    """The picture in a file, upright, in all the sizes that Kassa shows; transparent places become white.

    Of a moving picture it is the first. Raises :class:`models.catalogue.picture_sizes.WrongPicture`.
    """
    if len(content) > FILE_BYTES_MAX:
        raise WrongPicture(Reason("picture_bytes", "it is larger than 10 MB"))
    picture = _draw_anew(content)
    files, page = {}, fit_edge(picture.width, picture.height, LONG_EDGE[PictureSize.PAGE])
    for size in reversed(PictureSize):
        measures = fit_edge(*page, LONG_EDGE[size])
        if picture.size != measures:
            picture = picture.resize(measures, Image.Resampling.LANCZOS, reducing_gap=_GAP)
        files[size] = _webp(picture)
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
            profile = picture.info.get("icc_profile")
            return _on_paper(_in_usual_colours(ImageOps.exif_transpose(picture), profile))
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except UnidentifiedImageError:
        raise WrongPicture(Reason("picture_kind", "it is no PNG, JPEG or WebP picture")) from None
    except _DAMAGE as damage:
        raise WrongPicture(Reason("picture_damaged", "the picture is damaged")) from damage


def _check_measures(picture: Image.Image) -> None:
    if picture.width * picture.height > PIXELS_MAX:
        raise _too_many_pixels()
    if min(picture.size) < EDGE_MIN:
        raise WrongPicture(Reason("picture_small", "it is smaller than {least} pixels", least=EDGE_MIN))


def _too_many_pixels() -> WrongPicture:
    return WrongPicture(Reason("picture_pixels", "it has more than 50 million pixels"))


def _in_usual_colours(picture: Image.Image, profile: object) -> Image.Image:
    """The picture in sRGB, as browsers show what names no colours; as it is if its profile is none that fits it.

    Phones take photographs in Display P3 and cameras in Adobe RGB: without their profile those would be pale.
    """
    if not isinstance(profile, bytes) or len(profile) > PROFILE_BYTES_MAX or picture.mode in _SIXTEEN_BITS:
        return picture
    see_through = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    plain = picture if picture.mode in {"L", "RGB", "CMYK"} and see_through is None else picture.convert("RGB")
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        usual = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, *_DAMAGE):
        return picture
    assert usual is not None, "it was not asked to change the picture in place"
    if see_through is not None:
        usual.putalpha(see_through)
    return usual


def _on_paper(picture: Image.Image) -> Image.Image:
    if picture.mode in _SIXTEEN_BITS:
        return picture.convert("I").point(lambda shade: shade * (1 / 256)).convert("L").convert("RGB")
    if picture.mode in {"RGB", "L", "CMYK", _BITS_ONLY} and "transparency" not in picture.info:
        return picture.convert("RGB")
    see_through = picture.convert("RGBA")
    paper = Image.new("RGBA", see_through.size, _PAPER)
    return Image.alpha_composite(paper, see_through).convert("RGB")


def _webp(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=_QUALITY, method=_EFFORT)
    return file.getvalue()
