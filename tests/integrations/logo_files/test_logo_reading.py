"""A shop's picture as the logo of its receipts: never wider than the paper, never anything but dots."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from integrations.logo_files.logo_reading import FILE_BYTES_MAX, NotALogo, read_logo, read_logo_file
from models.receipt_logo import LOGO_HEIGHT_MAX, LOGO_WIDTH_MAX, parse_logo


def file_of(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def square(mode: str = "L", size: tuple[int, int] = (100, 60), *, paper: object = 255, ink: object = 0) -> Image.Image:
    """A rectangle of 40 by 20 in the middle of a page."""
    picture = Image.new(mode, size, paper)  # type: ignore[arg-type]
    ImageDraw.Draw(picture).rectangle((30, 20, 69, 39), fill=ink)  # type: ignore[arg-type]
    return picture


def test_margins_are_cut_off_and_black_stays_black() -> None:
    logo = read_logo(file_of(square()))
    assert (logo.width, logo.height, logo.rows) == (40, 20, b"\xff" * 100)


def test_what_is_transparent_is_paper() -> None:
    logo = read_logo(file_of(square("RGBA", paper=(0, 0, 0, 0), ink=(0, 0, 0, 255))))
    assert (logo.width, logo.height) == (40, 20)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "P"), ("PNG", "I;16")])
def test_other_modes_of_colour_are_read(kind: str, mode: str) -> None:
    picture = Image.new("L", (64, 64), 0) if mode != "I;16" else Image.new("I;16", (64, 64), 0)
    logo = read_logo(file_of(picture if mode == "I;16" else picture.convert(mode), kind))
    assert (logo.width, logo.height) == (64, 64)


def test_a_photograph_on_its_side_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    logo = read_logo(file_of(Image.new("RGB", (80, 40)), "JPEG", exif=exif))
    assert (logo.width, logo.height) == (40, 80)


@pytest.mark.parametrize("size", [(3000, 500), (500, 3000), (385, 1), (1, 1)])
def test_no_logo_is_larger_than_the_paper(size: tuple[int, int]) -> None:
    logo = read_logo(file_of(Image.new("L", size)))
    assert logo.width <= LOGO_WIDTH_MAX
    assert logo.height <= LOGO_HEIGHT_MAX
    assert parse_logo(logo.text) == logo


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


#: A small file that would unpack to 900 million pixels.
BOMB = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    + _chunk(b"IEND", b"")
)
_WHOLE = file_of(square())


@pytest.mark.parametrize(
    "content",
    [
        b"", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", file_of(square(), "GIF"),
        file_of(square(), "BMP"),
        _WHOLE[:60], _WHOLE[:-40], BOMB, file_of(Image.new("L", (50, 50), 255)), b"\x89PNG\r\n\x1a\n" + b"\xff" * 100,
        _WHOLE + b"\0" * FILE_BYTES_MAX,
    ],
    ids=["empty", "pdf", "svg", "gif", "bmp", "head", "cut", "bomb", "white", "noise", "large"],
)  # fmt: skip
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotALogo):
        read_logo(content)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotALogo, match="cannot be read"):
        read_logo_file(tmp_path / "missing.png")
