"""A printed receipt as HTML, for e-mail: the same lines, with marks and amounts as large as on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from hardware.printer.printed_line import Line, LogoLine, TextLine

#: The name under which the logo goes with the e-mail.
LOGO_FILE = "logo.png"

_PAGE = (
    "font-family:ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;font-size:14px;line-height:1.35;"
    "color:#111;background:#fff;width:{columns}ch;max-width:100%;margin:0 auto;padding:16px"
)


def receipt_html(lines: Iterable[Line], columns: int, language: str, title: str) -> str:
    """A whole page that needs nothing from elsewhere; every text is escaped."""
    body = "".join(_drawn(lines))
    style = _PAGE.format(columns=columns)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f'<body style="background:#fff;margin:0"><div style="{style}">{body}</div></body></html>\n'
    )


def _drawn(lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        if isinstance(line, TextLine):
            yield f'<div style="{_style(line)}">{escape(line.text) or "&nbsp;"}</div>\n'
        elif isinstance(line, LogoLine):
            size = f'width="{line.logo.width // 2}" height="{line.logo.height // 2}"'
            yield f'<div style="text-align:center"><img src="cid:{LOGO_FILE}" alt="" {size}></div>\n'
        else:
            yield f'<div style="text-align:center">{escape(line.text)}</div>\n'


def _style(line: TextLine) -> str:
    """Spaces are kept, so that amounts are below each other. What is only tall is large in both directions here."""
    parts = ["white-space:pre-wrap" if line.centred else "white-space:pre"]
    if line.tall > 1 and line.wide > 1:
        parts.append(f"font-size:{line.tall}em;line-height:1.15")
    if line.bold:
        parts.append("font-weight:bold")
    if line.centred:
        parts.append("text-align:center")
    return ";".join(parts)
