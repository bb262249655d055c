"""A page of coupons to print and cut: each with its promotion, its code and a picture that a scanner reads."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import timedelta

from app.web.code_picture import picture_of
from models.promotions.promotion import Promotion

_STYLE = """
@page { size: A4; margin: 12mm }
body { font: 11pt/1.3 system-ui, sans-serif; color: #000; margin: 0 }
ul { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(2, 1fr) }
li { border: 1px dashed #767676; padding: 6mm; display: grid; grid-template-columns: 30mm 1fr; gap: 5mm;
     align-items: center; break-inside: avoid; min-width: 0 }
svg { width: 30mm; height: 30mm } strong { font-size: 14pt; overflow-wrap: anywhere } p { margin: 1mm 0 0 }
code { font-size: 10pt }
"""


def coupon_sheet(company: str, promotion: Promotion, codes: Sequence[str]) -> str:
    """A whole page of HTML that needs nothing besides; browsers print two coupons beside each other on A4."""
    name, firm = html.escape(promotion.name), html.escape(company)
    days = _days(promotion)
    coupons = "".join(
        f"<li>{picture_of(code, code)}<div><strong>{name}</strong><p>{firm}</p><p>{days}</p><code>{code}</code></div>"
        for code in codes
    )
    head = f'<meta charset="utf-8"><title>{name} · {firm}</title><style>{_STYLE}</style>'
    return f"<!doctype html><html><head>{head}</head><body><ul>{coupons}</ul></body></html>"


def _days(promotion: Promotion) -> str:
    """The first and the last day, as figures that need no language."""
    time = promotion.time
    last = "" if time.until is None else (time.until - timedelta(days=1)).isoformat()
    return f"{time.first.isoformat()} \N{EN DASH} {last}".rstrip()
