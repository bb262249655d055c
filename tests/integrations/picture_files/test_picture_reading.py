"""A file becomes a picture of goods with every pixel drawn anew, or is refused with a reason; nothing else comes in."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from integrations.picture_files.picture_reading import (
    EDGE_MIN,
    FILE_BYTES_MAX,
    PIXELS_MAX,
    read_picture,
    read_picture_file,
)
from models.catalogue.picture_sizes import LONG_EDGE, PictureSize, WrongPicture, fit_edge
from models.errors import Reason
from tests.integrations.picture_files.colour_profiles import SPACES, Space
from tests.operations.catalogue.picture_files import file_of, picture_bytes


def open_file(content: bytes) -> Image.Image:
    opened = Image.open(io.BytesIO(content), formats=("WEBP",))
    opened.load()
    return opened


def dot(content: bytes, place: tuple[int, int] = (9, 9)) -> tuple[int, ...]:
    """The colour of a dot of a picture in a WebP file."""
    colour = open_file(content).getpixel(place)
    assert isinstance(colour, tuple)
    return colour


def reason_of(content: bytes) -> str:
    with pytest.raises(WrongPicture) as refused:
        read_picture(content)
    assert isinstance(refused.value.reason, Reason)
    return refused.value.reason.key


@pytest.mark.parametrize("size", [(400, 300), (300, 400), (3000, 2000), (1024, 32), (33, 2049)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_every_size_is_made_once_and_none_is_enlarged(size: tuple[int, int], kind: str) -> None:
    picture = read_picture(picture_bytes(size=size, kind=kind))
    assert (picture.width, picture.height) == fit_edge(*size, LONG_EDGE[PictureSize.PAGE])
    for each, content in picture.files.items():
        assert open_file(content).size == fit_edge(picture.width, picture.height, LONG_EDGE[each])


@given(st.integers(1, 20_000), st.integers(1, 20_000), st.sampled_from(sorted(LONG_EDGE.values())))
def test_a_scaled_picture_fits_and_keeps_its_shape(width: int, height: int, edge: int) -> None:
    small_width, small_height = fit_edge(width, height, edge)
    assert 1 <= small_width <= min(width, edge)
    assert 1 <= small_height <= min(height, edge)
    assert max(small_width, small_height) == min(max(width, height), edge)
    assert fit_edge(small_width, small_height, edge) == (small_width, small_height)
    # Half a dot away from the exact shape at most, or a dot where it would be less than one.
    exact = min(width, height) * min(1, edge / max(width, height))
    assert min(small_width, small_height) == pytest.approx(max(exact, 1), abs=0.500001)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16", "CMYK"])
def test_every_mode_of_colour_is_read_and_black_stays_black(mode: str) -> None:
    alpha = {"RGBA": (0, 0, 0, 255), "LA": (0, 255), "CMYK": (0, 0, 0, 255)}
    content = file_of(Image.new(mode, (64, 64), alpha.get(mode, 0)), "JPEG" if mode == "CMYK" else "PNG")
    assert max(dot(read_picture(content).files[PictureSize.PAGE])) < 12


def test_sixteen_bits_of_grey_keep_their_shade() -> None:
    shade, *_ = dot(read_picture(file_of(Image.new("I;16", (64, 64), 0x8000))).files[PictureSize.PAGE])
    assert shade == pytest.approx(128, abs=4)


def test_what_is_transparent_becomes_white() -> None:
    content = file_of(Image.new("RGBA", (64, 64), (255, 0, 0, 0)))
    assert min(dot(read_picture(content).files[PictureSize.TILE])) > 250
    palette = Image.new("P", (64, 64), 0)
    assert min(dot(read_picture(file_of(palette, transparency=0)).files[PictureSize.TILE])) > 250


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_and_by_what_it_was_taken_is_left_out(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[29] = "2026:11:29SECRETDAY"
    options: dict[str, object] = {"exif": exif}
    if kind == "PNG":
        options["pnginfo"] = info = PngImagePlugin.PngInfo()
        info.add_text("Comment", "SECRETNOTE")
    content = file_of(Image.new("RGB", (80, 60), "teal"), kind, **options) + b"SECRETTAIL"
    assert b"SECRET" in content
    for each in read_picture(content).files.values():
        assert b"SECRET" not in each
        assert dict(open_file(each).getexif()) == {}
        assert not {"exif", "xmp", "icc_profile"} & set(open_file(each).info)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("space", SPACES.values(), ids=SPACES.keys())
def test_a_photograph_of_a_phone_or_a_camera_has_its_colours(space: Space, kind: str) -> None:
    colour = (200, 60, 40)
    stored = space.of_srgb(colour)
    exact = {"quality": 100, "subsampling": 0} if kind == "JPEG" else {"lossless": True}
    photograph = Image.new("RGB", (80, 60), stored)
    picture = read_picture(file_of(photograph, kind, icc_profile=space.profile(), **exact))
    for each in picture.files.values():
        assert dot(each) == pytest.approx(colour, abs=5)
        assert "icc_profile" not in open_file(each).info
    without = read_picture(file_of(photograph, kind, **exact))
    assert dot(without.files[PictureSize.PAGE]) != pytest.approx(colour, abs=12), "control: it would be pale"


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1", "I;16", "CMYK"])
def test_a_profile_that_does_not_fit_or_is_damaged_changes_no_colour(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    dark = Image.new(mode, (64, 64), {"RGBA": (0, 0, 0, 255), "LA": (0, 255), "CMYK": (0, 0, 0, 255)}.get(mode, 0))
    whole = SPACES["Display P3"].profile()
    for profile in (whole, whole[:200], b"x" * 400, b"x"):
        assert max(dot(read_picture(file_of(dark, kind, icc_profile=profile)).files[PictureSize.PAGE])) < 12
    half = Image.new("RGBA", (64, 64), (*SPACES["Display P3"].of_srgb((200, 60, 40)), 0))
    assert min(dot(read_picture(file_of(half, icc_profile=whole)).files[PictureSize.PAGE])) > 250, "white paper"


def test_a_photograph_on_its_side_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = read_picture(file_of(Image.new("RGB", (80, 40)), "JPEG", exif=exif))
    assert (picture.width, picture.height) == (40, 80)


def test_a_file_that_is_something_else_too_is_only_the_picture() -> None:
    tail = io.BytesIO()
    with ZipFile(tail, "w") as archive:
        archive.writestr("x.html", "<script>alert(1)</script>")
    head = file_of(Image.new("RGB", (64, 64), "teal"))
    for each in (head + tail.getvalue(), head + b"<script>alert(1)</script><?php x ?>"):
        for content in read_picture(each).files.values():
            assert content[:4] == b"RIFF"
            assert content[8:12] == b"WEBP"
            assert len(content) == 8 + struct.unpack("<I", content[4:8])[0]  # nothing behind its end
            assert b"script" not in content
            assert b"PK\x03\x04" not in content


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, rows: bytes = b"") -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "picture_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' width='64' height='64'><script/></svg>", "picture_kind"),
        (b"%PDF-1.7", "picture_kind"),
        (b"PK\x03\x04", "picture_kind"),
        (file_of(Image.new("RGB", (64, 64)), "GIF"), "picture_kind"),
        (file_of(Image.new("RGB", (64, 64)), "BMP"), "picture_kind"),
        (file_of(Image.new("RGB", (64, 64)), "TIFF"), "picture_kind"),
        (b"GIF89a" + picture_bytes(), "picture_kind"),
        (picture_bytes()[:200], "picture_damaged"),
        (picture_bytes(kind="JPEG")[:500], "picture_damaged"),
        (png_of(100_000, 100_000), "picture_pixels"),
        (png_of(PIXELS_MAX // 1000 + 1, 1000), "picture_pixels"),
        (file_of(Image.new("RGB", (EDGE_MIN - 1, 400))), "picture_small"),
        (b"\x89PNG\r\n\x1a\n" + bytes(FILE_BYTES_MAX), "picture_bytes"),
    ],
)
def test_what_is_no_picture_or_would_fill_the_memory_is_refused(content: bytes, reason: str) -> None:
    assert reason_of(content) == reason


def test_the_limits_themselves_are_taken() -> None:
    assert read_picture(file_of(Image.new("RGB", (EDGE_MIN, EDGE_MIN)))).width == EDGE_MIN
    padded = picture_bytes()
    padded += bytes(FILE_BYTES_MAX - len(padded))
    assert read_picture(padded).width == 400
    assert reason_of(padded + b"\0") == "picture_bytes"


def test_texts_that_unpack_to_more_than_the_memory_are_refused() -> None:
    head = file_of(Image.new("RGB", (64, 64)))
    bomb = chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(200_000_000), 9))
    assert len(bomb) < 1_000_000
    assert reason_of(head[:33] + bomb + head[33:]) == "picture_damaged"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_file_cut_or_changed_anywhere_is_read_or_refused_and_nothing_worse(kind: str) -> None:
    whole = picture_bytes(size=(40, 36), kind=kind)
    for place in range(0, len(whole), max(len(whole) // 60, 1)):
        for content in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]):
            try:
                assert set(read_picture(content).files) == set(PictureSize)
            except WrongPicture:
                continue


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(WrongPicture, match="No such file"):
        read_picture_file(tmp_path / "gone.png")
    (tmp_path / "tea.png").write_bytes(picture_bytes())
    assert read_picture_file(tmp_path / "tea.png") == read_picture(picture_bytes())
