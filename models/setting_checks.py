"""What the values of settings must be: each check gives the value as it is stored, or ``None`` where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

from models.dispatch.mail_address import WrongMailAddress, parse_address
from models.opening_hours import parse_opening_hours
from models.peppol_id import WrongPeppolId, parse_peppol_id
from models.receipt_logo import parse_logo
from models.voucher_layout import is_layout

MINUTES_MAX = 60
COUNTS_MAX = 9
PERCENT_MAX = 100
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
#: The most that may be taken without a bank in a day, in whole units of the currency.
OFFLINE_MAX = 1_000_000
DAYS_MAX = 9999
PORT_MAX = 65_535
_SERIES = re.compile(r"[A-Za-z0-9]{1,10}")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*")


def is_there(text: str) -> str | None:
    """Any text but none."""
    return text or None


def is_clock(text: str) -> str | None:
    """A time of day without seconds, such as ``04:00``."""
    try:
        parsed = time.fromisoformat(text)
    except ValueError:
        return None
    return parsed.isoformat("minutes") if parsed.tzinfo is None and not (parsed.second or parsed.microsecond) else None


def is_minutes(text: str) -> str | None:
    """Minutes from 1 to :data:`MINUTES_MAX`."""
    return str(int(text)) if text.isascii() and text.isdigit() and 1 <= int(text) <= MINUTES_MAX else None


def is_days(text: str) -> str | None:
    """Days up to :data:`DAYS_MAX`."""
    return str(int(text)) if text.isascii() and text.isdigit() and int(text) <= DAYS_MAX else None


def is_whole(text: str) -> str | None:
    """A whole amount."""
    return str(int(text)) if text.isascii() and text.isdigit() else None


def is_count(text: str) -> str | None:
    """A number from 1 to :data:`COUNTS_MAX`."""
    return str(int(text)) if text.isascii() and text.isdigit() and 1 <= int(text) <= COUNTS_MAX else None


def is_whole_amount(text: str) -> str | None:
    """A whole amount up to :data:`OFFLINE_MAX`."""
    return str(int(text)) if text.isascii() and text.isdigit() and int(text) <= OFFLINE_MAX else None


def is_port(text: str) -> str | None:
    """A port of a server."""
    return str(int(text)) if text.isascii() and text.isdigit() and 1 <= int(text) <= PORT_MAX else None


def is_host(text: str) -> str | None:
    """A server's name or address, or nothing."""
    return text if not text or _HOST.fullmatch(text) else None


def is_address(text: str) -> str | None:
    """One e-mail address, or nothing."""
    if not text:
        return text
    try:
        return parse_address(text)
    except WrongMailAddress:
        return None


def is_peppol_id(text: str) -> str | None:
    """One address in the Peppol network, or nothing."""
    if not text:
        return text
    try:
        return str(parse_peppol_id(text))
    except WrongPeppolId:
        return None


def is_percent(text: str) -> str | None:
    """A percentage with at most two decimals."""
    if not _PERCENT.fullmatch(text) or Decimal(text) > PERCENT_MAX:
        return None
    return f"{Decimal(text).normalize():f}"


def is_voucher_layout(text: str) -> str | None:
    """The layout of a deposit voucher's code, or nothing."""
    return text.upper() if not text or is_layout(text.upper()) else None


def is_logo(text: str) -> str | None:
    """A stored picture, or nothing."""
    return text if not text or parse_logo(text) else None


def is_day(text: str) -> str | None:
    """A day as 2026-11-29, or nothing."""
    try:
        return text if not text or date.fromisoformat(text).isoformat() == text else None
    except ValueError:
        return None


def is_series(text: str) -> str | None:
    """A series of vouchers: one to ten letters and digits."""
    return text.upper() if _SERIES.fullmatch(text) else None


def is_opening_hours(text: str) -> str | None:
    """When a shop is open in a week."""
    return text.lower() if parse_opening_hours(text) else None


def is_folder(text: str) -> str | None:
    """The whole path of a folder, or nothing."""
    return text if not text or text.startswith("/") else None


#: What is wrong, by the check that finds it.
REASONS: dict[Callable[[str], str | None], str] = {
    is_there: "it may not be empty",
    is_clock: "it must be a time of day such as 04:00",
    is_minutes: f"it must be a whole number of minutes from 1 to {MINUTES_MAX}",
    is_whole: "it must be a whole amount without decimals, such as 100",
    is_count: f"it must be a whole number from 1 to {COUNTS_MAX}",
    is_whole_amount: f"it must be a whole amount from 0 to {OFFLINE_MAX}, such as 500",
    is_days: f"it must be a whole number of days up to {DAYS_MAX}",
    is_port: f"it must be a port from 1 to {PORT_MAX}",
    is_host: "it must be the name or the address of a server, such as smtp.example.com",
    is_address: "it must be one e-mail address, such as shop@example.com",
    is_peppol_id: "it must be 0007: and an organisation number, or 0088: and a location number (GLN)",
    is_percent: f"it must be a percentage from 0 to {PERCENT_MAX}, such as 10 or 12.5",
    is_voucher_layout: "it must be 13 signs such as 980NNNNVVVVVC: N number, V amount in minor units, W in whole ones",
    is_logo: "it is a picture; 'kassa settings logo FILE' sets it",
    is_day: "it must be a day such as 2026-11-29",
    is_series: "it must be one to ten letters and digits, such as K",
    is_opening_hours: "it must be days and times such as mon-fri 09:00-18:00, sat 10:00-15:00",
    is_folder: "it must be the whole path of a folder, beginning with /",
}
