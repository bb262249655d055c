"""Price breaks of suppliers: stored, proved by the journal, and what orders and deliveries cost by them."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.facts.price_breaks import AgreedBreak, PriceBreaksSet
from models.facts.registry import read_fact
from models.journal import JournalKind
from models.purchasing.arrival import CountedDelivery, CountedGoods
from models.purchasing.price_breaks import Breaks, PriceBreak
from models.purchasing.supplier import WrongTerm
from operations.access.permissions import NotPermitted
from operations.catalogue.price_break_changes import NoTermsYet, set_price_breaks
from operations.purchasing.receiving import receive_goods
from store import invariants, journal, purchasing
from store.database.engine import Store
from store.price_break_rows import all_breaks, breaks_for
from tests.builders import AT, OFFICE, OFFICE_ACTOR, anna_at, kr, small_shop
from tests.faults.tampering import Undone

BREAKS = (PriceBreak(Decimal(24), kr(900)), PriceBreak(Decimal(96), kr(850)))


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def put(store: Store, *breaks: PriceBreak, sku: str = "MILK", supplier: str = "GROSS") -> Breaks:
    return set_price_breaks(store, OFFICE_ACTOR, sku, supplier, breaks, at=AT)


def check(store: Store) -> None:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def test_breaks_are_stored_once_and_replaced_and_the_journal_proves_them(shop: Store) -> None:
    assert put(shop, *reversed(BREAKS)) == BREAKS
    put(shop, *BREAKS)
    put(shop, BREAKS[0], sku="PAPER")
    with shop.view() as view:
        assert all_breaks(view, "SEK") == {("MILK", "GROSS"): BREAKS, ("PAPER", "GROSS"): BREAKS[:1]}
        rows = journal.read(view, OFFICE, kinds=[JournalKind.PRICE_BREAKS_SET])
        facts = [read_fact(row.kind, row.payload).fact for row in rows]
    agreed = (AgreedBreak(Decimal(24), 900), AgreedBreak(Decimal(96), 850))
    assert facts == [PriceBreaksSet("MILK", "GROSS", agreed), PriceBreaksSet("PAPER", "GROSS", agreed[:1])]
    for change in ("UPDATE supplier_price_break SET cost_minor = 1", "DELETE FROM supplier_price_break"):
        with suppress(Undone), shop.transaction() as tx:
            tx.execute(sa.text(change))
            assert {each.rule for each in invariants.check_all(tx)} == {"C8"}, change
            raise Undone
    put(shop)
    with shop.view() as view:
        assert breaks_for(view, "MILK", "SEK") == {}
    check(shop)


def test_what_cannot_be_is_refused_and_changes_nothing(shop: Store) -> None:
    with pytest.raises(WrongTerm, match="below that of a smaller quantity"):
        put(shop, PriceBreak(Decimal(24), kr(995)))
    with pytest.raises(NoTermsYet):
        put(shop, *BREAKS, supplier="NOBODY")
    with pytest.raises(NotPermitted):
        set_price_breaks(shop, anna_at(1), "MILK", "GROSS", BREAKS, at=AT)
    with shop.view() as view:
        assert all_breaks(view, "SEK") == {}
    check(shop)


def test_a_delivery_at_a_break_is_no_new_cost(shop: Store) -> None:
    """The control: the same cost for fewer units is what a unit costs from then on."""
    put(shop, *BREAKS)
    for key, units, asked in (("many", 24, 995), ("few", 23, 900)):
        goods = (CountedGoods("MILK", Decimal(units), unit_cost=kr(900)),)
        receive_goods(shop, OFFICE_ACTOR, CountedDelivery(key, goods, supplier_code="GROSS", location_id=1), at=AT)
        with shop.view() as view:
            (term,) = purchasing.terms_for(view, "MILK", "SEK")
        assert term.cost == kr(asked)
    check(shop)
