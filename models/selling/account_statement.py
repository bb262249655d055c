"""The statement of a customer account: what was bought, given back and paid in a period, and what is still to pay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.catalogue.product import clean_text
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.receipt_rules import ReceiptLanguage
from models.money import Money
from models.selling.customer_account import (
    AccountChange,
    AccountEntry,
    CustomerAccount,
    OpenItem,
    open_items,
    overdue_by_age,
)
from models.selling.receipt_words import WORDS
from models.shop import Location, Shop

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementWords:
    """The fixed words of a statement."""

    title: str
    customer: str
    number: str
    period: str
    contact: str
    pay_to: str
    give_number: str
    opening: str
    closing: str
    changes: dict[AccountChange, str]
    columns: Row
    to_pay: str
    open_title: str
    open_columns: Row
    overdue: str
    nothing: str


SWEDISH_STATEMENT = StatementWords(
    title="Kontoutdrag",
    customer="Kund",
    number="Kundkonto",
    period="Period",
    contact="Er referens",
    pay_to="Betalas till",
    give_number="Ange kundkontots nummer när ni betalar.",
    opening="Skuld vid periodens början",
    closing="Skuld vid periodens slut",
    changes={
        AccountChange.PURCHASE: "Köp",
        AccountChange.RETURN: "Retur",
        AccountChange.PAYMENT: "Betalning",
    },
    columns=("Dag", "Händelse", "Kvitto", "Betalas senast", "Belopp", "Skuld"),
    to_pay="Att betala",
    open_title="Obetalda köp",
    open_columns=("Köpt", "Kvitto", "Betalas senast", "Kvar"),
    overdue="Varav förfallet",
    nothing="Inget är obetalt.",
)
ENGLISH_STATEMENT = StatementWords(
    title="Statement of account",
    customer="Customer",
    number="Customer account",
    period="Period",
    contact="Your reference",
    pay_to="Pay to",
    give_number="Give the number of the customer account when you pay.",
    opening="Owed at the beginning of the period",
    closing="Owed at the end of the period",
    changes={
        AccountChange.PURCHASE: "Purchase",
        AccountChange.RETURN: "Return",
        AccountChange.PAYMENT: "Payment",
    },
    columns=("Day", "What", "Receipt", "Pay by", "Amount", "Owed"),
    to_pay="To pay",
    open_title="Unpaid purchases",
    open_columns=("Bought", "Receipt", "Pay by", "Left"),
    overdue="Of which overdue",
    nothing="Nothing is unpaid.",
)
STATEMENT_WORDS = {ReceiptLanguage.SWEDISH: SWEDISH_STATEMENT, ReceiptLanguage.ENGLISH: ENGLISH_STATEMENT}


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """What a statement is made of: every change of the account, oldest first, and the receipts of some of them.

    ``receipts`` are named by attempt. ``pay_to`` is where the shop wants the money, such as its bankgiro.
    """

    account: CustomerAccount
    entries: Sequence[AccountEntry]
    receipts: Mapping[int, str]
    company: Shop
    location: Location
    pay_to: str


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """One statement as text; every text is clean. ``mark`` is that of a demo."""

    language: str
    title: str
    mark: str
    company: tuple[str, ...]
    head: tuple[tuple[str, str], ...]
    columns: Row
    rows: tuple[Row, ...]
    open_title: str
    open_columns: Row
    open_rows: tuple[Row, ...]
    foot: tuple[tuple[str, str], ...]
    about: str


def compose_statement(facts: StatementFacts, first: date, last: date) -> AccountStatement:
    """The statement of the business days from ``first`` to ``last``; what is open is open on the last of them."""
    language = ReceiptLanguage(facts.account.details.language)
    write, words = _Statement(facts, language), STATEMENT_WORDS[language]
    until = [each for each in facts.entries if each.business_day <= last]
    before = sum(each.amount_minor for each in until if each.business_day < first)
    items = open_items(until)
    company = facts.company
    return AccountStatement(
        language=language.value,
        title=words.title,
        mark=jurisdiction_of(company.country).receipt.demo_mark if company.is_demo else "",
        company=tuple(
            clean_text(each) for each in (company.company, company.org_number, facts.location.address) if each
        ),
        head=tuple(write.head(first, last)),
        columns=words.columns,
        rows=(
            ("", words.opening, "", "", "", write.amount(before)),
            *write.rows(each for each in until if each.business_day >= first),
            ("", words.closing, "", "", "", write.amount(sum(each.amount_minor for each in until))),
        ),
        open_title=words.open_title,
        open_columns=words.open_columns,
        open_rows=tuple(write.open_row(each) for each in items),
        foot=tuple(write.foot(items, last)),
        about=words.give_number if items else words.nothing,
    )


class _Statement:
    """Writes the parts of a statement in one language and currency."""

    def __init__(self, facts: StatementFacts, language: ReceiptLanguage) -> None:
        self.facts, self.words, self._receipt_words = facts, STATEMENT_WORDS[language], WORDS[language]

    def amount(self, minor: int) -> str:
        return self._receipt_words.amount(Money(minor, self.facts.company.currency))

    def head(self, first: date, last: date) -> Iterable[tuple[str, str]]:
        words, details = self.words, self.facts.account.details
        customer = (details.name, details.org_number, details.address)
        yield words.customer, clean_text(", ".join(each for each in customer if each))
        if details.contact:
            yield words.contact, clean_text(details.contact)
        yield words.number, self.facts.account.number
        yield words.period, f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"

    def rows(self, entries: Iterable[AccountEntry]) -> Iterable[Row]:
        for each in entries:
            what = self.words.changes[AccountChange(each.change)]
            yield (
                f"{each.business_day:%Y-%m-%d}",
                clean_text(f"{what} {each.reference}"),
                self._receipt(each),
                _day(each.due_on),
                self.amount(each.amount_minor),
                self.amount(each.balance_minor),
            )

    def open_row(self, item: OpenItem) -> Row:
        entry = item.entry
        return f"{entry.business_day:%Y-%m-%d}", self._receipt(entry), _day(entry.due_on), self.amount(item.left_minor)

    def foot(self, items: Sequence[OpenItem], today: date) -> Iterable[tuple[str, str]]:
        not_due, *overdue = overdue_by_age(items, today)
        currency = self.facts.company.currency
        yield self.words.to_pay, f"{self.amount(not_due + sum(overdue))} {currency}"
        if sum(overdue):
            yield self.words.overdue, f"{self.amount(sum(overdue))} {currency}"
        if items and self.facts.pay_to:
            yield self.words.pay_to, clean_text(self.facts.pay_to)

    def _receipt(self, entry: AccountEntry) -> str:
        return "" if entry.attempt_id is None else self.facts.receipts.get(entry.attempt_id, "")


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%Y-%m-%d}"
