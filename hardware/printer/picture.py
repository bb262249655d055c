"""A printed receipt as a picture: an SVG with a cell of 12 by 24 dots for each character, like printers' font A."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Iterator
from html import escape

# python-barcode comes with python-escpos, without types.
import zxingcpp
from barcode.codex import Code128  # type: ignore[import-untyped]
from PIL import Image, ImageChops

from hardware.printer.layout import COLUMNS
from hardware.printer.printed_line import CodeLine, Line, LogoLine, SquareCodeLine, TextLine
from models.receipt_logo import ReceiptLogo

CELL_DOTS, LINE_DOTS = 12, 30
MARGIN_DOTS = 24
BARCODE_DOTS, MODULE_DOTS = 64, 2
#: Dots a side of each small square of a square code.
SQUARE_DOTS = 4
_BASE_DOTS = 22
_STYLE = (
    "text{font:20px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre;fill:#111}"
    ".bold{font-weight:bold}"
)


def as_picture(lines: Iterable[Line], columns: int = COLUMNS) -> str:
    """The lines on white paper as SVG text."""
    width, top = columns * CELL_DOTS, MARGIN_DOTS
    drawn: list[str] = []
    for line in lines:
        if isinstance(line, CodeLine):
            drawn += _barcode(line.text, width, top)
            top += BARCODE_DOTS + LINE_DOTS
        elif isinstance(line, SquareCodeLine):
            square, size = _square_code(line.text, width, top)
            drawn.append(square)
            top += size
        elif isinstance(line, LogoLine):
            drawn.append(_logo(line.logo, width, top))
            top += line.logo.height
        else:
            drawn += _text(line, width, top)
            top += LINE_DOTS * line.tall
    box = f"0 0 {width + 2 * MARGIN_DOTS} {top + MARGIN_DOTS}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="{box}">',
            f"<style>{_STYLE}</style>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            *drawn,
            "</svg>\n",
        ]
    )


def logo_png(logo: ReceiptLogo) -> bytes:
    """The logo as a PNG file, black on white."""
    dots = Image.frombytes("1", (logo.width, logo.height), logo.rows)
    png = io.BytesIO()
    ImageChops.invert(dots).save(png, "PNG", optimize=True)
    return png.getvalue()


def _text(line: TextLine, width: int, top: int) -> Iterator[str]:
    """One text, stretched to its cells so that columns align in any font."""
    if not line.text.strip():
        return
    length = len(line.text) * CELL_DOTS
    left = MARGIN_DOTS + ((width - length * line.wide) // 2 if line.centred else 0)
    place = f"translate({left} {top}) scale({line.wide} {line.tall})"
    weight = ' class="bold"' if line.bold else ""
    yield (
        f'<text transform="{place}" y="{_BASE_DOTS}" textLength="{length}" lengthAdjust="spacingAndGlyphs"{weight}>'
        f"{escape(line.text)}</text>"
    )


def _barcode(text: str, width: int, top: int) -> Iterator[str]:
    modules: str = Code128(text).build()[0]
    left = MARGIN_DOTS + (width - len(modules) * MODULE_DOTS) // 2
    bars = "".join(
        f"M{left + i * MODULE_DOTS} {top}h{MODULE_DOTS}v{BARCODE_DOTS}h-{MODULE_DOTS}z"
        for i, module in enumerate(modules)
        if module == "1"
    )
    yield f'<path d="{bars}"/>'
    yield from _text(TextLine(text, centred=True), width, top + BARCODE_DOTS)


def _logo(logo: ReceiptLogo, width: int, top: int) -> str:
    left = MARGIN_DOTS + (width - logo.width) // 2
    source = f"data:image/png;base64,{base64.b64encode(logo_png(logo)).decode('ascii')}"
    return (
        f'<image x="{left}" y="{top}" width="{logo.width}" height="{logo.height}" '
        f'style="image-rendering:pixelated" href="{source}"/>'
    )


def _square_code(text: str, width: int, top: int) -> tuple[str, int]:
    """A QR code with the quiet zone around it, and how many dots a side it takes."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_svg()
    size = int(drawn.partition('width="')[2].partition('"')[0]) * SQUARE_DOTS
    path = drawn.partition('<path d="')[2].partition('"')[0]
    left = MARGIN_DOTS + (width - size) // 2
    return f'<path transform="translate({left} {top}) scale({SQUARE_DOTS})" d="{path}"/>', size
