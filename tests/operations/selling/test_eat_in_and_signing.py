"""What is eaten in is taxed so; what a control unit does not sign is not sold; a card taken offline is booked apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
import sqlalchemy as sa
from msgspec import structs

from models.errors import Unavailable
from models.jurisdiction.tax_rules import SupplyMode
from models.selling.basket import send_lines
from models.selling.sale import FiscalSignature, Sale
from models.selling.sale_fact import completed_fact
from models.selling.settlement import Offer, TenderKind, TenderStatus, WrongTender
from operations.selling.complete_sale import complete_sale
from store import schema
from store.database.engine import Store
from store.invariants import check_all
from store.selling import baskets, sales
from tests.builders import AT, TILL, Operator, kr, small_shop
from tests.columns import balances


def serve(store: Store, **changed: object) -> None:
    """Change how the lines of the open basket are served, as a page for tables will."""
    with store.transaction() as tx:
        before = baskets.open_basket(tx, TILL, "SEK")
        assert before is not None
        after = replace(before, lines=tuple(structs.replace(line, **changed) for line in before.lines))
        baskets.replace_lines(tx, before, after)
        assert baskets.open_basket(tx, TILL, "SEK") == after


def test_milk_is_food_to_take_away_and_a_restaurant_service_at_a_table(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    taken_away = operator.pay_cash()
    operator.scan("MILK")
    serve(store, chosen_supply=SupplyMode.EAT_IN, seat=3, course=2)
    eaten_in = operator.pay_cash()

    assert [sale.lines[0].tax_rate_ppm for sale in (taken_away, eaten_in)] == [60_000, 120_000]
    assert taken_away.settlement.gross == eaten_in.settlement.gross
    with store.view() as view:
        kept = sales.get_sale(view, eaten_in.id)
        assert kept == eaten_in
        assert (kept.lines[0].supply, kept.lines[0].seat, kept.lines[0].course) == (SupplyMode.EAT_IN, 3, 2)
        assert check_all(view) == []


def test_a_lunch_is_eaten_in_unless_somebody_takes_it_away(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("LUNCH")
    assert operator.pay_cash(kr(20_000)).lines[0].tax_rate_ppm == 120_000
    operator.scan("LUNCH")
    serve(store, chosen_supply=SupplyMode.TAKE_AWAY)
    assert operator.pay_cash(kr(20_000)).lines[0].tax_rate_ppm == 60_000


def test_what_is_sent_is_stored_and_never_more_than_the_line(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("LUNCH", 2)
    with store.transaction() as tx:
        before = baskets.open_basket(tx, TILL, "SEK")
        assert before is not None
        baskets.replace_lines(tx, before, send_lines(before))
    with store.view() as view:
        sent = baskets.open_basket(view, TILL, "SEK")
        assert sent is not None
        assert [(line.state, line.sent_quantity) for line in sent.lines] == [("sent", Decimal(2))]
    with pytest.raises(sa.exc.IntegrityError), store.transaction() as tx:
        tx.execute(schema.basket_line.update().values(quantity=Decimal(1)))


@dataclass(frozen=True, slots=True)
class ControlUnit:
    """A control unit in memory that signs with the number and the amount, or is out of order."""

    broken: bool = False

    def sign(self, sale: Sale) -> FiscalSignature:
        if self.broken:
            raise Unavailable
        return FiscalSignature("UNIT0001", f"{sale.origin.receipt_number}:{sale.settlement.due.minor}")


def test_without_a_signature_nothing_is_sold_and_the_number_is_not_taken(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    payment = operator.payment()
    with pytest.raises(Unavailable):
        complete_sale(store, operator.actor, payment, at=AT, signer=ControlUnit(broken=True))
    assert operator.state().basket is not None
    sold = complete_sale(store, operator.actor, payment, at=AT, signer=ControlUnit())
    assert sold.signature == FiscalSignature("UNIT0001", "1:2000")
    with store.view() as view:
        assert sales.get_sale(view, sold.id) == sold
        assert completed_fact(sold).control_code == "1:2000"
        assert check_all(view) == []


def test_a_card_that_nobody_has_confirmed_is_booked_on_its_own_account(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("MILK")
    offer = Offer(TenderKind.CARD, kr(1990), "T1", TenderStatus.APPROVED_OFFLINE)
    complete_sale(store, operator.actor, replace(operator.payment(), offers=(offer,)), at=AT)
    with store.view() as view:
        assert balances(view)["1687"] == 1990
        assert check_all(view) == []
    with pytest.raises(WrongTender):
        Offer(TenderKind.CASH, kr(1990), None, TenderStatus.APPROVED_OFFLINE)
