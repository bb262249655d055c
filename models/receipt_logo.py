"""The logo of a shop on its receipts: a picture of black and white dots, in the form in which it is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Dots across: the width of paper of 58 mm, so that the same logo fits every printer.
LOGO_WIDTH_MAX = 384
#: Dots down: 20 mm at 203 dots per inch.
LOGO_HEIGHT_MAX = 160
#: The longest form in which a logo is stored.
LOGO_TEXT_LENGTH_MAX = LOGO_WIDTH_MAX // 8 * LOGO_HEIGHT_MAX * 2 + len("384x160:")

_FORM = re.compile(r"([0-9]{1,3})x([0-9]{1,3}):([0-9a-f]+)")
_BITS = 8


@dataclass(frozen=True, slots=True)
class ReceiptLogo:
    """``rows`` has one bit a dot, row by row, the leftmost dot in the highest bit of a byte; 1 is black.

    A row begins with a new byte. The bits after its last dot are 0.
    """

    width: int
    height: int
    rows: bytes

    def __post_init__(self) -> None:
        """Raise :class:`ValueError` for a size that no printer of the shop takes, or too few dots for it."""
        if not (0 < self.width <= LOGO_WIDTH_MAX and 0 < self.height <= LOGO_HEIGHT_MAX):
            raise ValueError(f"a logo of {self.width} × {self.height} dots")
        if len(self.rows) != self.row_bytes * self.height:
            raise ValueError(f"{len(self.rows)} bytes for a logo of {self.width} × {self.height} dots")

    @property
    def row_bytes(self) -> int:
        """Bytes of one row."""
        return (self.width + _BITS - 1) // _BITS

    @property
    def text(self) -> str:
        """The form in which a logo is stored.

        >>> ReceiptLogo(9, 2, bytes([0xFF, 0x80, 0x80, 0x80])).text
        '9x2:ff808080'
        """
        return f"{self.width}x{self.height}:{self.rows.hex()}"


def parse_logo(text: str) -> ReceiptLogo | None:
    """The logo that is stored as ``text``; ``None`` for any other text.

    >>> parse_logo("9x2:ff808080").width, parse_logo("9x2:ff"), parse_logo("")
    (9, None, None)
    """
    form = _FORM.fullmatch(text)
    if form is None or len(form[3]) % 2:
        return None
    try:
        return ReceiptLogo(int(form[1]), int(form[2]), bytes.fromhex(form[3]))
    except ValueError:
        return None


def size_of_logo(text: str) -> str:
    """How lists name the stored form of a logo: by its size in dots.

    >>> size_of_logo("9x2:ff808080"), size_of_logo("")
    ('9 × 2', '')
    """
    return text.partition(":")[0].replace("x", " × ")
