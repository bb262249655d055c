"""A receipt on a phone is the one copy of it, opened with a code that nobody can make up, on both databases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.access.actor import Actor
from models.access.operator import TILL_OPERATOR
from models.access.permission import PERMISSIONS, BuiltInRole
from models.journal import JournalKind
from models.selling.receipt import ReceiptCopiedBefore
from models.selling.receipt_code import (
    OPENS_FOR,
    ReceiptCodeExpired,
    ReceiptsNotOnPhone,
    WrongReceiptCode,
    code_text,
    parse_receipt_code,
)
from models.selling.sale import Sale
from models.shop_settings import RECEIPT_ON_PHONE
from operations.access.permissions import NotPermitted
from operations.cash.day_close import read_day
from operations.delivery import copy_receipt
from operations.dispatch.receipt_on_phone import code_of_receipt, open_receipt, sale_of_code
from operations.installation.change_settings import change_setting
from store import invariants, journal
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.selling.sales import UnknownSale
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, small_shop

PHONE = Actor(TILL_OPERATOR, TILL)
MANAGER = Actor("maria", TILL, PERMISSIONS[BuiltInRole.MANAGER])


def shop_with_phones(store: Store, sales: int = 1) -> tuple[Operator, list[Sale]]:
    """A shop that opens receipts on phones, and sales of its first till."""
    operator = Operator(small_shop(store))
    change_setting(store, OFFICE_ACTOR, RECEIPT_ON_PHONE, "yes", at=AT)
    sold = []
    for _ in range(sales):
        operator.scan("MILK")
        sold.append(operator.pay_cash())
    return operator, sold


def opened(store: Store) -> int:
    with store.view() as view:
        return len(list(journal.read(view, TILL, 0, [JournalKind.RECEIPT_OPENED])))


def test_a_receipt_is_opened_often_and_copied_once(store: Store) -> None:
    operator, (first, second) = shop_with_phones(store, sales=2)
    for minutes in (0, 5):
        open_receipt(store, PHONE, first, at=AT + timedelta(minutes=minutes))
    copy_receipt(store, operator.actor, second.id, at=AT)
    with pytest.raises(ReceiptCopiedBefore):
        copy_receipt(store, operator.actor, first.id, at=AT)
    with pytest.raises(ReceiptCopiedBefore):
        open_receipt(store, PHONE, second, at=AT)

    assert opened(store) == 1
    copies = read_day(store, MANAGER, at=AT).figures.till.copies
    assert (copies.number, copies.amount) == (2, first.settlement.gross.minor + second.settlement.gross.minor)
    with store.view() as view:
        assert list(invariants.check_all(view)) == []


def test_it_opens_for_a_year_and_only_where_the_shop_wants_it(store: Store) -> None:
    _, (sale,) = shop_with_phones(store)
    sold_at = sale.origin.at
    with pytest.raises(ReceiptCodeExpired):
        open_receipt(store, PHONE, sale, at=sold_at + OPENS_FOR + timedelta(seconds=1))
    open_receipt(store, PHONE, sale, at=sold_at + OPENS_FOR)
    change_setting(store, OFFICE_ACTOR, RECEIPT_ON_PHONE, "no", at=AT)
    with pytest.raises(ReceiptsNotOnPhone):
        open_receipt(store, PHONE, sale, at=AT)


def test_another_till_or_role_opens_nothing(store: Store) -> None:
    _, (sale,) = shop_with_phones(store)
    with pytest.raises(UnknownSale):
        open_receipt(store, Actor(TILL_OPERATOR, SECOND_TILL), sale, at=AT)
    with pytest.raises(NotPermitted):
        open_receipt(store, Actor("device", TILL), sale, at=AT)
    assert opened(store) == 0


def test_a_code_names_its_sale_and_that_of_another_installation_none(store: Store, tmp_path: Path) -> None:
    _, (first, second) = shop_with_phones(store, sales=2)
    own, other = InstallationSecret(tmp_path / "own"), InstallationSecret(tmp_path / "other")
    with store.view() as view:
        codes = [code_of_receipt(view, own, each) for each in (first, second)]
        assert [sale_of_code(view, own, each).id for each in codes] == [first.id, second.id]
        (_, signature) = parse_receipt_code(codes[0])
        for wrong in (code_of_receipt(view, other, first), code_text(second.id, signature), "", codes[0] + "0"):
            with pytest.raises(WrongReceiptCode):
                sale_of_code(view, own, wrong)
    change_setting(store, OFFICE_ACTOR, RECEIPT_ON_PHONE, "no", at=AT)
    with store.view() as view:
        assert code_of_receipt(view, own, first) == "", "no display shows it"


@given(st.text(max_size=60) | st.from_regex(r"\d{1,22}-[0-9a-f]{30,34}", fullmatch=True))
def test_a_text_is_the_code_that_it_is_written_as_or_none(text: str) -> None:
    try:
        parsed = parse_receipt_code(text)
    except WrongReceiptCode:
        return
    assert code_text(*parsed).lstrip("0") == text.lstrip("0")
