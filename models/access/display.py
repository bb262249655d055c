"""Customer displays: the one-time code with which a browser becomes the display of a till, and what the shop stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.errors import Refused

#: A display shows so many digits; somebody at the till types them.
DISPLAY_CODE_LENGTH = 6
#: So many wrong codes in the whole shop, and every display's code ends.
DISPLAY_FAILURES_MAX = 10
#: Of more displays that wait, the one that has waited longest gets a new code when it asks.
DISPLAYS_WAITING_MAX = 20


class WrongDisplayCode(Refused):
    """No display shows this code: it is mistyped, used, too old or ended by too many wrong ones."""

    code = "wrong_display_code"
    text = (
        "No display shows this code. Nothing was changed. A code holds for ten minutes and is used once; look at the "
        "display and type the code that it shows now."
    )


class UnknownDisplay(Refused):
    """No display with that number is paired."""

    code = "unknown_display"
    text = "No display with that number is paired. Nothing was changed; 'kassa display list' shows them."


@dataclass(frozen=True, slots=True)
class PairedDisplay:
    """A browser that shows the basket of the till ``till_id`` until it is revoked; ``browser`` is what it is."""

    id: int
    till_id: int
    browser: str
    paired_at: datetime
    seen_at: datetime
    revoked_at: datetime | None = None


def normal_display_code(text: str) -> str:
    """A typed code without spaces and hyphens; empty if it can be no code of a display.

    >>> normal_display_code(" 482 913 "), normal_display_code("482-913"), normal_display_code("48291")
    ('482913', '482913', '')
    """
    digits = "".join(text.split()).replace("-", "")
    return digits if len(digits) == DISPLAY_CODE_LENGTH and digits.isascii() and digits.isdigit() else ""


def shown_display_code(code: str) -> str:
    """A code as a display shows it.

    >>> shown_display_code("482913")
    '482 913'
    """
    return f"{code[:3]} {code[3:]}"
