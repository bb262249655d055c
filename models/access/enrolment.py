"""Enrolling a browser as a till: the one-time code that somebody types, and what the shop stores of the browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.errors import Refused

#: Digits and letters that nobody mistakes for each other on a screen or a slip of paper.
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
CODE_LIFE = timedelta(minutes=10)
#: So many wrong codes in the whole shop, and every code that is open ends.
FAILURES_MAX = 10
BROWSER_LENGTH_MAX = 40

#: What a browser names itself with, in the order in which one name hides another.
_PROGRAMS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


class WrongEnrolmentCode(Refused):
    """No till waits for this code: it is mistyped, used, too old or ended by too many wrong ones."""

    code = "wrong_enrolment_code"
    text = (
        "No till waits for this code. Nothing was changed. A code holds for ten minutes and is used once; check it, or "
        "get a new one from the back office or with 'kassa till enrol'."
    )


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A browser that is the till ``till_id`` until it is revoked; ``browser`` is what it named itself."""

    id: int
    till_id: int
    browser: str
    enrolled_at: datetime
    seen_at: datetime
    revoked_at: datetime | None = None


def normal_code(text: str) -> str:
    """A typed code without spaces and hyphens, in capitals; empty if it can be no code.

    >>> normal_code(" k7qm-2xwd "), normal_code("K7QM"), normal_code("K7QM-2XW0")
    ('K7QM2XWD', '', '')
    """
    signs = "".join(text.split()).replace("-", "").upper()
    return signs if len(signs) == CODE_LENGTH and set(signs) <= set(CODE_SIGNS) else ""


def shown_code(code: str) -> str:
    """A code as somebody reads it aloud.

    >>> shown_code("K7QM2XWD")
    'K7QM-2XWD'
    """
    return f"{code[:4]}-{code[4:]}"


def browser_name(user_agent: str) -> str:
    """A short name for a browser, from what it sends about itself; never the text itself, which may hold anything.

    >>> browser_name("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36")
    'Chrome, Linux'
    >>> browser_name("<script>")
    ''
    """
    program = next((name for sign, name in _PROGRAMS if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return ", ".join(each for each in (program, system) if each)
