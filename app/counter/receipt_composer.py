"""Receipts of sales that are committed, for the printer and for the screen."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.counter.day_pages import page_of_row
from hardware.printer.layout import Printable, as_text, lay_out
from hardware.printer.picture import as_picture
from hardware.printer.printed_line import Line
from models.access.operator import Operator, first_name
from models.facts.gift_card import CreditSlipPrinted
from models.facts.unsold import (
    ParkedSlipPrinted,
    PaymentCodePrinted,
    ProFormaPrinted,
    TrainingCompleted,
    UnsoldReceipt,
)
from models.journal import JournalKind
from models.jurisdiction.receipt_rules import ReceiptKind, ReceiptLanguage
from models.money import Money
from models.own_code import OwnCode
from models.receipt_logo import parse_logo
from models.selling.credit_slip import CreditSlip, MailedCard, compose_credit_slip, compose_mailed_card
from models.selling.gift_receipt import GiftReceipt, check_gift, compose_gift
from models.selling.parked_slip import ParkedSlip, compose_slip
from models.selling.payment_code_slip import PaymentCodeSlip, compose_payment_code
from models.selling.receipt import (
    OriginalReceipt,
    PrintedCard,
    PrintedGiftCard,
    PrintedPoints,
    Receipt,
    ReceiptOptions,
    compose_receipt,
)
from models.selling.sale import Sale
from models.selling.settlement import TenderKind
from models.selling.unsold_receipt import sale_of_unsold
from models.shop_settings import EAT_IN_OFFERED, FOOTERS, RECEIPT_LANGUAGE, RECEIPT_LOGO, RECEIPT_OPERATOR
from operations.counted_codes import card_pin
from operations.gift_card_changes import derived_code
from operations.points.member_tier import tier_at
from operations.selling.receipt_proofs import sign_receipt
from store import journal, shop
from store.access.operators import find_operator
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.delivery import Delivery, gift_positions, printed_fact
from store.members import member_rows, point_rows
from store.online.purchase_rows import purchase_of_card
from store.selling import gift_card_rows, payment_attempts, sales
from store.setting_rows import get_value
from store.signing.key_ring import KeysUnavailable

#: The width of a receipt on the screen, in characters.
SCREEN_COLUMNS = 42


class ReceiptComposer:
    """Composes the receipt of a sale in the language that the shop set, or else that of the installation."""

    def __init__(self, store: Store, language: str) -> None:
        self._store, self._language = store, ReceiptLanguage(language)

    def language(self, view: Connection) -> ReceiptLanguage:
        """The language in which the shop prints."""
        return ReceiptLanguage(get_value(view, RECEIPT_LANGUAGE) or self._language)

    def compose(
        self, sale_id: int, kind: ReceiptKind = ReceiptKind.ORIGINAL, *, is_electronic: bool = False
    ) -> Receipt:
        """The receipt of a sale. Raises :class:`sales.UnknownSale`."""
        with self._store.view() as view:
            sale = sales.get_sale(view, sale_id)
        return self._receipt(sale, kind, is_electronic=is_electronic)

    def compose_row(self, till_id: int, row: Delivery) -> Printable:
        """What is printed for a row of a till's journal: a receipt, its copy, a gift receipt or a report of the day."""
        if row.kind in {JournalKind.DAY_READ, JournalKind.DAY_CLOSED}:
            with self._store.view() as view:
                return page_of_row(view, till_id, row.seq, self.language(view))
        slips: dict[str, Callable[[int, Delivery], Printable]] = {
            JournalKind.GIFT_RECEIPT_PRINTED: self._gift,
            JournalKind.PARKED_SLIP_PRINTED: self._slip,
            JournalKind.CREDIT_SLIP_PRINTED: self._credit,
            JournalKind.PAYMENT_CODE_PRINTED: self._payment_code,
            JournalKind.PRO_FORMA_PRINTED: self._unsold,
            JournalKind.TRAINING_COMPLETED: self._unsold,
        }
        if row.kind in slips:
            return slips[row.kind](till_id, row)
        is_copy = row.kind == JournalKind.RECEIPT_COPIED
        return self.compose(row.sale_id, ReceiptKind.COPY if is_copy else ReceiptKind.ORIGINAL)

    def _gift(self, till_id: int, row: Delivery) -> GiftReceipt:
        with self._store.view() as view:
            sale, positions = sales.get_sale(view, row.sale_id), gift_positions(view, till_id, row.seq)
        return compose_gift(sale, self._receipt(sale), positions)

    def _slip(self, till_id: int, row: Delivery) -> ParkedSlip:
        with self._store.view() as view:
            fact = printed_fact(view, till_id, row.seq, ParkedSlipPrinted)
            return compose_slip(fact, shop.get_station(view, till_id), row.at, self.language(view))

    def _payment_code(self, till_id: int, row: Delivery) -> PaymentCodeSlip:
        with self._store.view() as view:
            fact = printed_fact(view, till_id, row.seq, PaymentCodePrinted)
            return compose_payment_code(fact, shop.get_station(view, till_id), row.at, self.language(view))

    def mailed_card(self, card_id: int) -> CreditSlip:
        """The gift card that goes out by e-mail, worth what was first put on it."""
        with self._store.view() as view:
            first = gift_card_rows.entries_of(view, card_id)[0]
            sold = MailedCard(first.amount_minor, gift_card_rows.get_card(view, card_id).last_day)
            company, language = shop.get_shop(view), self.language(view)
            bought, has_pin = purchase_of_card(view, card_id), gift_card_rows.get_card(view, card_id).has_pin
        slip = compose_mailed_card(sold, self._code_of(card_id), company, first.at, language)
        pin = card_pin(self._secret(), card_id) if has_pin else ""
        return replace(slip, pin=pin, greeting="" if bought is None else bought.greeting)

    def _code_of(self, card_id: int) -> OwnCode:
        return derived_code(self._secret(), card_id)

    def _secret(self) -> InstallationSecret:
        if self._store.keys is None:
            raise KeysUnavailable(Path(), "this store has none")
        return InstallationSecret(self._store.keys.folder)

    def _credit(self, till_id: int, row: Delivery) -> CreditSlip:
        with self._store.view() as view:
            fact = printed_fact(view, till_id, row.seq, CreditSlipPrinted)
            code = self._code_of(fact.card)
            return compose_credit_slip(fact, code, shop.get_station(view, till_id), row.at, self.language(view))

    def _unsold(self, till_id: int, row: Delivery) -> Receipt:
        """A training receipt, or a basket that is printed before it is paid."""
        is_training = row.kind == JournalKind.TRAINING_COMPLETED
        with self._store.view() as view:
            fact = printed_fact(view, till_id, row.seq, TrainingCompleted if is_training else ProFormaPrinted)
        return self.compose_unsold(fact, till_id, row.at)

    def compose_unsold(self, fact: UnsoldReceipt, till_id: int, at: datetime) -> Receipt:
        """What is no receipt, marked as such: it has no code, no signature and no row of a sale to name."""
        kind = ReceiptKind.TRAINING if isinstance(fact, TrainingCompleted) else ReceiptKind.PRO_FORMA
        with self._store.view() as view:
            station, language = shop.get_station(view, till_id), self.language(view)
            operator = _named(find_operator(view, fact.operator), get_value(view, RECEIPT_OPERATOR))
            options = ReceiptOptions(
                language,
                kind,
                footer=get_value(view, FOOTERS[language]),
                operator=operator,
                shows_supply=get_value(view, EAT_IN_OFFERED) == "yes",
            )
        sale = sale_of_unsold(fact, till_id, at)
        return compose_receipt(sale, station.shop, station.location, station.device, options)

    def show(self, sale_id: int) -> dict[str, Any]:
        """The receipt for the screen: as lines of text and as a picture (SVG). Raises :class:`sales.UnknownSale`."""
        with self._store.view() as view:
            sale = sales.get_sale(view, sale_id)
        return _on_screen(sale, self._receipt(sale))

    def show_gift(self, sale_id: int, positions: Collection[int]) -> dict[str, Any]:
        """The same of the gift receipt of some of its goods.

        Raises :class:`sales.UnknownSale` or :class:`models.selling.gift_receipt.NothingToGive`.
        """
        with self._store.view() as view:
            sale = sales.get_sale(view, sale_id)
        return _on_screen(sale, compose_gift(sale, self._receipt(sale), check_gift(sale, positions)))

    def _receipt(self, sale: Sale, kind: ReceiptKind = ReceiptKind.ORIGINAL, *, is_electronic: bool = False) -> Receipt:
        with self._store.view() as view:
            station = shop.get_station(view, sale.origin.device_id)
            anchor = journal.hash_of_sale(view, sale)
            language = self.language(view)
            footer, logo = get_value(view, FOOTERS[language]), parse_logo(get_value(view, RECEIPT_LOGO))
            operator = _named(find_operator(view, sale.origin.operator), get_value(view, RECEIPT_OPERATOR))
            cards, original, on_cards = _cards(view, sale), _original(view, sale), _gift_cards(view, sale)
            member, points, tip = _member_number(view, sale), _points(view, sale), _tip(view, sale)
            shows_supply = get_value(view, EAT_IN_OFFERED) == "yes"
            proof = sign_receipt(self._store.keys, shop.signing_key_of(view, sale.origin.device_id), sale)
        options = ReceiptOptions(
            language,
            kind,
            is_electronic,
            anchor=anchor,
            footer=footer,
            operator=operator,
            cards=cards,
            gift_cards=on_cards,
            member=member,
            points=points,
            tip=tip,
            original=original,
            proof="" if proof is None else proof.text,
            logo=logo,
            shows_supply=shows_supply,
        )
        return compose_receipt(sale, station.shop, station.location, station.device, options)


def _on_screen(sale: Sale, paper: Printable) -> dict[str, Any]:
    lines = lay_out(paper, SCREEN_COLUMNS)
    return {
        "sale_id": sale.id,
        "receipt_number": sale.origin.receipt_number,
        "lines": _text(lines),
        "picture": as_picture(lines, SCREEN_COLUMNS),
    }


def _gift_cards(view: Connection, sale: Sale) -> tuple[PrintedGiftCard, ...]:
    """What was left on each gift card after the sale, the last change of a card counting."""
    left = {each.card_id: each.balance_minor for each in gift_card_rows.entries_on(view, [sale.id])}
    return tuple(
        PrintedGiftCard(gift_card_rows.get_card(view, card).last_four, Money(minor, sale.currency))
        for card, minor in left.items()
    )


def _member_number(view: Connection, sale: Sale) -> str:
    """The signs of the member whose purchase it is; empty of anybody else, and of a member who was erased."""
    try:
        return member_rows.get_member(view, sale.origin.customer or "").number
    except member_rows.UnknownMember:
        return ""


def _points(view: Connection, sale: Sale) -> PrintedPoints | None:
    """What a sale did to the points of its member, and what they had after it."""
    entries = point_rows.entries_on_sales(view, [sale.id]) if sale.origin.customer is not None else []
    if not entries:
        return None
    day = sale.origin.business_day
    rule, first = point_rows.rule_of_day(view, day), min(entries, key=lambda each: each.seq)
    tier = tier_at(view, first.member, rule, day, before=first)
    return PrintedPoints(sum(each.points for each in entries), entries[-1].balance, tier.label if tier else "")


def _original(view: Connection, sale: Sale) -> OriginalReceipt | None:
    """The receipt that a return refers to."""
    bought = None if sale.refers_to is None else sales.find_sale(view, sale.refers_to)
    if bought is None:
        return None
    till = shop.get_station(view, bought.origin.device_id).device.name
    return OriginalReceipt(bought.origin.receipt_number, till, bought.origin.at)


def _named(operator: Operator | None, how: str) -> str:
    """How a receipt names who sold: by no more than the first name. Parts of Kassa have no name."""
    match how:
        case "none":
            return ""
        case "code":
            return operator.code if operator else ""
        case _:
            return first_name(operator.name) if operator else ""


def _cards(view: Connection, sale: Sale) -> tuple[PrintedCard, ...]:
    """The cards that paid the sale, as their terminal reported them."""
    if all(tender.reference is None for tender in sale.settlement.tenders):
        return ()
    return tuple(
        PrintedCard(each.answer.reference, each.answer.card, each.answer.needs_signature)
        for each in payment_attempts.attempts_of(view, sale.settled_with or sale.id)
        if each.is_applied and each.answer.card is not None and each.answer.reference is not None
    )


def _tip(view: Connection, sale: Sale) -> Money | None:
    """What the customer gave by card beside the purchase, or got back, below zero, beside a refund."""
    if all(tender.kind is not TenderKind.CARD for tender in sale.settlement.tenders):
        return None
    attempts = payment_attempts.attempts_of(view, sale.settled_with or sale.id)
    minor = sum(each.tip_minor for each in attempts if each.is_applied)
    return Money(minor, sale.currency) if minor else None


def _text(lines: tuple[Line, ...]) -> list[str]:
    return as_text(lines, SCREEN_COLUMNS).rstrip("\n").split("\n")
