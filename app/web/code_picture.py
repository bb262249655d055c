"""Pictures of QR codes, for pages that show one to a phone."""

from __future__ import annotations

import html
from functools import lru_cache
from urllib.parse import quote

import zxingcpp


def picture_of(text: str, described: str) -> str:
    """A QR code as SVG within a page; ``described`` is read to those who do not see it."""
    return _drawn(text, f'role="img" aria-label="{html.escape(described)}"')


@lru_cache(maxsize=64)
def code_address(text: str) -> str:
    """A QR code as the address of a picture that holds it whole."""
    return f"data:image/svg+xml,{quote(_drawn(text, ''))}"


def _drawn(text: str, attributes: str) -> str:
    svg = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_svg()
    drawn = svg[svg.index("<svg") :]
    head, _, rest = drawn.partition(">")
    size = head.partition('width="')[2].partition('"')[0]
    frame = f'<svg viewBox="0 0 {size} {size}" {attributes}'
    return f'{frame} xmlns="http://www.w3.org/2000/svg">{rest.replace("<desc>Zint Generated Symbol</desc>", "")}'
