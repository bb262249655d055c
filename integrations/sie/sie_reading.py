"""Reading the vouchers of a SIE file strictly: what is not as the format asks is refused with its line and a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from integrations.sie.sie_text import CODE_PAGE
from models.errors import Refused

_FIELD = re.compile(r'"((?:\\.|[^"\\])*)"|(\{[^}]*\})|([^\s"{}]+)')
_TYPES = {"1", "2", "3", "4"}
#: Amounts have at most so many decimals.
_DECIMALS_MAX = 2


class WrongSie(Refused):
    """A file that is no SIE file, or a damaged one."""

    code = "wrong_sie"
    text = "Line {line} of the SIE file: {reason}. Nothing was changed; export the file again."

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class SieVoucher:
    """A voucher of a file: its day, its text, and its amounts by account in order."""

    day: date
    text: str
    postings: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class SieFile:
    """What was read of a file: its type, its company, the names of its accounts, and its vouchers in order."""

    kind: str
    company: str
    accounts: Mapping[str, str]
    vouchers: tuple[SieVoucher, ...]


@dataclass(slots=True)
class _Reading:
    kind: str = ""
    company: str = ""
    accounts: dict[str, str] = field(default_factory=dict)
    vouchers: list[SieVoucher] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    line: int
    day: date
    text: str
    is_begun: bool = False
    postings: list[tuple[str, Decimal]] = field(default_factory=list)


def read_sie(content: bytes) -> SieFile:
    """The file, if it is one: flag first, a known type, code page 437, vouchers that balance.

    Raises :class:`WrongSie`.
    """
    if content[:3] == b"\xef\xbb\xbf" or content.lstrip()[:1] == b"<":
        raise WrongSie(1, "it is no text in code page 437")
    sie, voucher = _Reading(), None
    is_first = True
    for number, fields in _records(content.decode(CODE_PAGE)):
        if is_first and fields[0].upper() != "#FLAGGA":
            raise WrongSie(number, "the first record must be #FLAGGA")
        is_first = False
        voucher = _take(sie, voucher, fields, number)
    if is_first or not sie.kind:
        raise WrongSie(1, "it has no records, or no #SIETYP")
    if voucher is not None:
        raise WrongSie(voucher.line, "the voucher has no end")
    return SieFile(sie.kind, sie.company, sie.accounts, tuple(sie.vouchers))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip(" \t\x1a")
        if stripped in {"{", "}"}:
            yield number, [stripped]
        elif stripped.startswith("#"):
            yield number, _fields(stripped, number)
        elif stripped:
            raise WrongSie(number, "it is no record")


def _fields(line: str, number: int) -> list[str]:
    rest = _FIELD.sub("", line)
    if rest.strip():
        raise WrongSie(number, "a quotation mark or a brace is missing")
    return [
        match[1].replace('\\"', '"') if match[1] is not None else match[2] or match[3]
        for match in _FIELD.finditer(line)
    ]


def _take(sie: _Reading, voucher: _Open | None, fields: list[str], number: int) -> _Open | None:
    """Take one record; gives the voucher that is open after it."""
    name = fields[0].upper()
    if name in {"#TRANS", "{", "}"}:
        return _take_in_voucher(sie, voucher, fields, number)
    if name == "#VER":
        if voucher is not None:
            raise WrongSie(number, "the voucher before it has no end")
        text = fields[4] if len(fields) > 4 else ""
        return _Open(number, _day(_at(fields, 3, number), number), text)
    if name == "#SIETYP":
        sie.kind = _at(fields, 1, number)
        if sie.kind not in _TYPES:
            raise WrongSie(number, f"there is no type {sie.kind!r}")
    elif name == "#FNAMN":
        sie.company = _at(fields, 1, number)
    elif name == "#KONTO":
        sie.accounts[_at(fields, 1, number)] = _at(fields, 2, number)
    return voucher


def _take_in_voucher(sie: _Reading, voucher: _Open | None, fields: list[str], number: int) -> _Open | None:
    if voucher is None or voucher.is_begun == (fields[0] == "{"):
        raise WrongSie(number, "it is outside of a voucher")
    if fields[0] == "{":
        voucher.is_begun = True
    elif fields[0] == "}":
        sie.vouchers.append(_closed(voucher))
        return None
    else:
        voucher.postings.append((_at(fields, 1, number), _amount(_at(fields, 3, number), number)))
    return voucher


def _closed(voucher: _Open) -> SieVoucher:
    if sum(amount for _, amount in voucher.postings):
        raise WrongSie(voucher.line, "the amounts of the voucher do not sum to zero")
    return SieVoucher(voucher.day, voucher.text, tuple(voucher.postings))


def _at(fields: list[str], place: int, number: int) -> str:
    if len(fields) <= place:
        raise WrongSie(number, f"{fields[0]} has too few fields")
    return fields[place]


def _day(text: str, number: int) -> date:
    match = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text, re.ASCII)
    try:
        return date(*map(int, match.groups() if match else ()))
    except (ValueError, TypeError):
        raise WrongSie(number, f"{text!r} is no day") from None


def _amount(text: str, number: int) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise WrongSie(number, f"{text!r} is no amount") from None
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > _DECIMALS_MAX:
        raise WrongSie(number, f"{text!r} is no amount")
    return amount
