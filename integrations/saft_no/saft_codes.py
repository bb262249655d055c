"""The code lists of the file: what Skatteetaten's number for each kind of event, sale and payment is.

Source: Skatteetaten, Norwegian SAF-T Cash Register, code lists (basicType 04, 05, 11, 12 and 13; standard VAT codes).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from integrations.journal_xml.xml_pieces import group
from integrations.saft_no.saft_pieces import identity, words
from models.selling.settlement import TenderKind

GROUP_TYPE, LINE_TYPE, SALE_TYPE, PAYMENT_TYPE, EVENT_TYPE = "04", "05", "11", "12", "13"
#: The code of what has no code of its own, in each list.
_OTHER = "999"
#: The group of lines that belong to no category of the shop.
NO_GROUP = "NOGROUP"
_COUNTRY = "NO"
#: The standard code of Norway's output tax, by its rate in parts per million.
_TAX_CODES: Mapping[int, str] = {250_000: "3", 150_000: "31", 120_000: "33", 0: "0"}
#: Written where Norway has no such rate.
NO_TAX_CODE = "NA"


class EventType(StrEnum):
    """What happened at a till, in the words of this file."""

    SIGNED_IN = "EMPIN"
    SIGNED_OUT = "EMPOUT"
    DRAWER = "DRAWOPENMAN"
    X_REPORT = "XREP"
    Z_REPORT = "ZREP"
    PARKED = "SUSPEND"
    RESUMED = "RESUME"
    SALE = "SALREC"
    REFUND = "RETREC"
    COPY = "COPYREC"
    PRO_FORMA = "PROFORMA"
    TRAINING = "TRAINREC"
    OTHER_PRINT = "OTHERREC"
    CASH_OUT = "CASHOUT"
    PRICE = "PRICECHANGE"
    TRAINING_ON = "TRAINON"
    TRAINING_OFF = "TRAINOFF"
    CASH_IN = "CASHIN"
    FLOAT = "FLOAT"
    COUNTED = "DRAWCOUNT"
    CLOSED = "DRAWCLOSE"
    LINE_CHANGE = "LINECHANGE"
    LINE_DELETE = "LINEDELETE"
    CANCELLED = "BASKETCANCEL"
    DISCOUNT = "DISCOUNT"
    NO_DISCOUNT = "DISCOUNTDELETE"


class SaleType(StrEnum):
    """What a transaction is."""

    CASH = "CASHSAL"
    CREDIT = "CREDITSAL"
    CASH_AND_CREDIT = "CASHCREDITSAL"
    RETURN = "RETURNSAL"


class LineType(StrEnum):
    """What a line of a transaction is."""

    SALE = "SAL"
    RETURN = "RET"
    DEPOSIT = "DEP"
    GIFT_CARD = "GIFT"


@dataclass(frozen=True, slots=True)
class _Meaning:
    code: str
    words: str


_EVENTS: Mapping[EventType, _Meaning] = {
    EventType.SIGNED_IN: _Meaning("003", "Employee log in"),
    EventType.SIGNED_OUT: _Meaning("004", "Employee log out"),
    EventType.DRAWER: _Meaning("005", "Open cash drawer without a sale"),
    EventType.X_REPORT: _Meaning("008", "X report"),
    EventType.Z_REPORT: _Meaning("009", "Z report"),
    EventType.PARKED: _Meaning("010", "Suspend transaction"),
    EventType.RESUMED: _Meaning("011", "Resume transaction"),
    EventType.SALE: _Meaning("012", "Sales receipt"),
    EventType.REFUND: _Meaning("013", "Return receipt"),
    EventType.COPY: _Meaning("014", "Copy receipt"),
    EventType.PRO_FORMA: _Meaning("015", "Pro forma receipt"),
    EventType.TRAINING: _Meaning("017", "Training receipt"),
    EventType.OTHER_PRINT: _Meaning("018", "Gift receipt"),
    EventType.CASH_OUT: _Meaning("019", "Cash taken out of the drawer"),
    EventType.PRICE: _Meaning("021", "Price change"),
    EventType.TRAINING_ON: _Meaning("023", "Training mode on"),
    EventType.TRAINING_OFF: _Meaning("024", "Training mode off"),
    EventType.CASH_IN: _Meaning(_OTHER, "Cash put into the drawer"),
    EventType.FLOAT: _Meaning(_OTHER, "Opening float put into the drawer"),
    EventType.COUNTED: _Meaning(_OTHER, "Cash drawer counted"),
    EventType.CLOSED: _Meaning(_OTHER, "Cash drawer emptied after its count"),
    EventType.LINE_CHANGE: _Meaning(_OTHER, "Change line before payment"),
    EventType.LINE_DELETE: _Meaning(_OTHER, "Delete line before payment"),
    EventType.CANCELLED: _Meaning(_OTHER, "Cancel all lines before payment"),
    EventType.DISCOUNT: _Meaning(_OTHER, "Discount given before payment"),
    EventType.NO_DISCOUNT: _Meaning(_OTHER, "Discount removed before payment"),
}
_SALES: Mapping[SaleType, _Meaning] = {
    SaleType.CASH: _Meaning("001", "Cash sale"),
    SaleType.CREDIT: _Meaning("002", "Credit sale"),
    SaleType.CASH_AND_CREDIT: _Meaning("015", "Cash and credit sale"),
    SaleType.RETURN: _Meaning("006", "Return sale"),
}
_PAYMENTS: Mapping[TenderKind, _Meaning] = {
    TenderKind.CASH: _Meaning("001", "Cash"),
    TenderKind.CARD: _Meaning("002", "Payment card"),
    TenderKind.SWISH: _Meaning("011", "Swish"),
    TenderKind.MOBILEPAY: _Meaning("011", "MobilePay"),
    TenderKind.SET_OFF: _Meaning(_OTHER, "Set off against goods that came back"),
    TenderKind.DEPOSIT_VOUCHER: _Meaning("008", "Deposit voucher"),
    TenderKind.GIFT_CARD: _Meaning("005", "Gift card"),
    TenderKind.WEB: _Meaning(_OTHER, "Paid on the web before"),
    TenderKind.STORE_CREDIT: _Meaning("010", "Credit note on a gift card"),
    TenderKind.ON_ACCOUNT: _Meaning("006", "Customer account"),
}
_LINES: Mapping[LineType, str] = {
    LineType.SALE: "Sale line",
    LineType.RETURN: "Return line",
    LineType.DEPOSIT: "Deposit on packaging",
    LineType.GIFT_CARD: "Money put on a gift card",
}


def payment_type(tender: str) -> str:
    """The code of this file for a means of payment.

    >>> payment_type("gift_card")
    'GIFT_CARD'
    """
    return tender.upper()


def standard_tax_code(rate_ppm: int) -> str:
    """The standard code of a rate.

    >>> standard_tax_code(250_000), standard_tax_code(60_000)
    ('3', 'NA')
    """
    return _TAX_CODES.get(rate_ppm, NO_TAX_CODE)


def basics(groups: Mapping[str, str]) -> str:
    """Every code of the file with what it means; ``groups`` are those of the goods, with their names by code.

    No category is food, beer or tobacco in the words of Norway's list, so each is "other".
    """
    return group("basics", *_groups(groups), *_lines(), *_codes())


def _groups(groups: Mapping[str, str]) -> Iterable[str]:
    for code, name in groups.items():
        yield _basic(GROUP_TYPE, code, _Meaning(_OTHER, name))


def _lines() -> Iterable[str]:
    for line, meaning in _LINES.items():
        yield _basic(LINE_TYPE, line, _Meaning("", meaning))


def _codes() -> Iterable[str]:
    yield from (_basic(SALE_TYPE, each, meaning) for each, meaning in _SALES.items())
    yield from (_basic(PAYMENT_TYPE, payment_type(each), meaning) for each, meaning in _PAYMENTS.items())
    yield from (_basic(EVENT_TYPE, each, meaning) for each, meaning in _EVENTS.items())


def _basic(basic_type: str, code: str, meaning: _Meaning) -> str:
    return group(
        "basic",
        f"<basicType>{basic_type}</basicType>",
        identity("basicID", code),
        f"<predefinedBasicID>{basic_type}{meaning.code}</predefinedBasicID>" if meaning.code else "",
        words("basicDesc", meaning.words or code, 999),
    )
