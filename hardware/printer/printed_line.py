"""What a line on paper can be: text, a barcode, a square code or the logo."""

from __future__ import annotations

from dataclasses import dataclass

from models.receipt_logo import ReceiptLogo


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text; each of its characters takes ``wide`` columns and is ``tall`` times as high."""

    text: str = ""
    wide: int = 1
    tall: int = 1
    bold: bool = False
    centred: bool = False

    @property
    def columns(self) -> int:
        """The width of the line on paper."""
        return len(self.text) * self.wide


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A barcode over the width of the paper, with its text below."""

    text: str


@dataclass(frozen=True, slots=True)
class SquareCodeLine:
    """A square code (QR), which phones and most scanners read."""

    text: str


@dataclass(frozen=True, slots=True)
class LogoLine:
    """The logo of the shop, in the middle of the paper."""

    logo: ReceiptLogo


Line = TextLine | CodeLine | SquareCodeLine | LogoLine
