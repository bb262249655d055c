"""Writing vouchers as SIE type 4I."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from integrations.sie.sie_text import CODE_PAGE, quoted
from models.ledger.day_voucher import DayVoucher

PROGRAM = "Kassa"


@dataclass(frozen=True, slots=True)
class SieHead:
    """What is above the vouchers; ``made_on`` is the day of the newest one: the same file has the same bytes."""

    company: str
    org_number: str
    made_on: date
    version: str
    account_names: Mapping[str, str]


def write_sie(vouchers: Iterable[DayVoucher], head: SieHead) -> bytes:
    """A file of type 4I: the same bytes for the same vouchers. The ledger gives the vouchers their numbers."""
    listed = list(vouchers)
    lines = [*_head(head, listed), *(line for each in listed for line in _voucher(each))]
    return "".join(f"{line}\r\n" for line in lines).encode(CODE_PAGE)


def write_csv(vouchers: Iterable[DayVoucher]) -> bytes:
    """The same vouchers as a table for any other program: one row a posting, in UTF-8 with a mark, decimal comma."""
    lines = ["date;voucher;account;debit;credit"]
    for voucher in vouchers:
        for each in voucher.postings:
            amount = _amount(abs(each.amount_minor)).replace(".", ",")
            debit, credit = (amount, "") if each.amount_minor > 0 else ("", amount)
            lines.append(f"{voucher.day.isoformat()};{voucher.text.replace(';', ',')};{each.account};{debit};{credit}")
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


def _head(head: SieHead, vouchers: list[DayVoucher]) -> Iterator[str]:
    yield "#FLAGGA 0"
    yield f"#PROGRAM {quoted(PROGRAM)} {quoted(head.version)}"
    yield "#FORMAT PC8"
    yield f"#GEN {head.made_on:%Y%m%d}"
    yield "#SIETYP 4"
    yield f"#FNAMN {quoted(head.company)}"
    if head.org_number:
        yield f"#ORGNR {head.org_number}"
    for account in sorted({each.account for voucher in vouchers for each in voucher.postings}):
        yield f"#KONTO {account} {quoted(head.account_names.get(account, account))}"


def _voucher(voucher: DayVoucher) -> Iterator[str]:
    yield f'#VER "" "" {voucher.day:%Y%m%d} {quoted(voucher.text)}'
    yield "{"
    for each in voucher.postings:
        yield f"   #TRANS {each.account} {{}} {_amount(each.amount_minor)}"
    yield "}"


def _amount(minor: int) -> str:
    return f"{Decimal(minor).scaleb(-2):.2f}"
