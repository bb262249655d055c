"""A deposit of the shop's own has its name on receipts, in their language; those of the law have the plain word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.counter.receipt_composer import ReceiptComposer
from models.jurisdiction.receipt_rules import ReceiptKind
from models.selling.sale import DEPOSIT_NAME, LineKind, Sale
from models.shop_settings import RECEIPT_LANGUAGE
from operations.catalogue.deposit_changes import save_deposit
from operations.catalogue.product_changes import change_product
from operations.installation.change_settings import change_setting
from store import invariants
from store.database.engine import Store
from tests.builders import AT, MILK, OFFICE_ACTOR, small_shop
from tests.operations.catalogue.own_crates import CRATE, make_crates
from tests.operations.selling.test_returns import Returner, line


@pytest.fixture
def anna(store: Store) -> Returner:
    """Anna, in a shop that sells beer in crates of its own and milk with a deposit by law."""
    make_crates(small_shop(store))
    change_product(store, OFFICE_ACTOR, MILK, replace(MILK, deposit="small"), at=AT)
    return Returner(store)


def language(store: Store, code: str) -> None:
    change_setting(store, OFFICE_ACTOR, RECEIPT_LANGUAGE, code, at=AT)


def rename(store: Store, **names: str) -> None:
    save_deposit(store, OFFICE_ACTOR, replace(CRATE, names=names), before=CRATE, at=AT)


def deposits_on(store: Store, sale: Sale, kind: ReceiptKind = ReceiptKind.ORIGINAL) -> list[str]:
    """What the receipt of a sale calls its deposits."""
    items = ReceiptComposer(store, "sv").compose(sale.id, kind).items
    goods = {each.name for each in sale.lines if each.kind is LineKind.GOODS}
    return [each.name for each in items if each.name not in goods]


def test_receipt_and_copy_name_the_shops_own_deposit_and_the_plain_word_for_one_by_law(anna: Returner) -> None:
    sold = anna.sell(BEER="2", MILK="1")
    assert deposits_on(anna.store, sold) == ["Läskback", "Pant"]
    assert [each.name for each in sold.lines if each.kind is LineKind.DEPOSIT] == ["Läskback", DEPOSIT_NAME]
    rename(anna.store, sv="Ölback", en="Beer crate")
    assert deposits_on(anna.store, sold, ReceiptKind.COPY) == ["Läskback", "Pant"], "as it was printed"
    assert deposits_on(anna.store, anna.sell(BEER="1")) == ["Ölback"]
    with anna.store.view() as view:
        assert invariants.check_all(view) == []


def test_a_return_names_the_deposit_as_its_receipt_did(anna: Returner) -> None:
    sold = anna.sell(BEER="2")
    rename(anna.store, sv="Ölback")
    anna.choose(sold, line(1))
    assert deposits_on(anna.store, anna.refund()) == ["Läskback"]


def test_the_name_is_in_the_language_of_receipts_and_in_the_other_one_where_there_is_none(anna: Returner) -> None:
    language(anna.store, "en")
    sold = anna.sell(BEER="1", MILK="1")
    assert deposits_on(anna.store, sold) == ["Crate", "Deposit"]
    language(anna.store, "sv")
    assert deposits_on(anna.store, sold) == ["Crate", "Pant"], "a name is what it was when it was sold"
    rename(anna.store, en="Keg")
    assert deposits_on(anna.store, anna.sell(BEER="1")) == ["Keg"]


def test_a_basket_has_the_name_of_today_and_more_of_the_goods_joins_their_line(anna: Returner) -> None:
    anna.scan("BEER")
    rename(anna.store, sv="Ölback")
    anna.scan("BEER")
    basket = anna.state().basket
    assert basket is not None
    (beer,) = basket.basket.lines
    assert beer.quantity == 2
    assert beer.deposit is not None
    assert beer.deposit.name == "Ölback"
    assert deposits_on(anna.store, anna.pay_cash()) == ["Ölback"]
