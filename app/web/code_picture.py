"""Pictures of QR codes, for pages that show one to a phone."""

from __future__ import annotations

import html
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

import zxingcpp


def picture_of(text: str, described: str) -> str:
    """A QR code as SVG within a page; ``described`` is read to those who do not see it."""
    return _drawn(text, f'role="img" aria-label="{html.escape(described)}"')


@lru_cache(maxsize=64)
def code_address(text: str) -> str:
    """A QR code as the address of a picture that holds it whole."""
    return f"data:image/svg+xml,{quote(_drawn(text, ''))}"


class QrPicture(NamedTuple):
    """The ``path`` of the dark squares in a square of ``size`` units, with the quiet zone around them."""

    size: int
    path: str


@lru_cache(maxsize=64)
def qr_picture(text: str) -> QrPicture:
    """The QR code of a text."""
    svg = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_svg()
    size = svg.partition('width="')[2].partition('"')[0]
    return QrPicture(int(size), svg.partition('<path d="')[2].partition('"')[0])


def _drawn(text: str, attributes: str) -> str:
    size, path = qr_picture(text)
    frame = f'<svg viewBox="0 0 {size} {size}" {attributes} xmlns="http://www.w3.org/2000/svg">'
    return f'{frame}<rect width="{size}" height="{size}" fill="#FFFFFF"/><path d="{path}" fill="#000000"/></svg>'
