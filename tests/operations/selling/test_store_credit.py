"""Store credit: what goes back for goods is put on a gift card, which pays and is owed like any other."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.counter.receipt_composer import ReceiptComposer
from hardware.printer.layout import as_text, lay_out
from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.delivery import POLICIES, Consumer
from models.errors import Refused
from models.facts.gift_card import CreditSlipPrinted
from models.journal import JournalKind
from models.payments.attempt import PaymentMethod
from models.selling.credit_slip import CreditSlip
from models.selling.gift_card import GiftCardState, GiftCardUnusable, UnknownGiftCard
from models.selling.return_line import NoReturn
from models.selling.sale import Sale
from models.selling.settlement import TenderKind
from operations.access.permissions import NotPermitted
from operations.gift_card_changes import derived_code
from operations.selling.complete_sale import BasketChanged
from operations.selling.gift_card_office import block_gift_card
from operations.selling.give_back import GiveBackWish, give_back
from operations.selling.store_credit import CreditWish, give_store_credit
from store import journal, schema
from store.database.engine import Store
from store.delivery import Delivery, printed_fact
from store.selling import gift_card_rows
from store.signing.key_ring import KeyRing
from tests.builders import AT, OFFICE_ACTOR, TILL, kr
from tests.operations.selling.test_gift_cards import Cards, CardSeller
from tests.operations.selling.test_returns import line


@pytest.fixture
def cards(store: Store, tmp_path: Path) -> Cards:
    return Cards(store, tmp_path / "keys")


def credit(seller: CardSeller, code: str = "", actor: Actor | None = None) -> Sale:
    wish = CreditWish(seller.basket_id(), kr(seller.due()), code)
    return give_store_credit(seller.store, actor or seller.actor, seller.secret, wish, at=AT)


def bought(seller: CardSeller, sku: str = "LUNCH") -> Sale:
    seller.scan(sku)
    return seller.pay_due()


def slips(cards: Cards) -> list[tuple[CreditSlipPrinted, Delivery]]:
    with cards.store.view() as view:
        rows = journal.read(view, TILL, 0, [JournalKind.CREDIT_SLIP_PRINTED])
        facts = [(each.seq, each.kind) for each in rows]
    with cards.store.view() as view:
        return [(printed_fact(view, TILL, seq, CreditSlipPrinted), Delivery(seq, kind, AT, 0)) for seq, kind in facts]


def test_what_comes_back_is_put_on_a_new_card_whose_slip_pays(cards: Cards) -> None:
    anna = cards.anna
    anna.choose(bought(anna), line(1))
    refund = credit(anna)
    (tender,) = refund.settlement.tenders
    assert (tender.kind, tender.amount, refund.settlement.rounding) == (TenderKind.STORE_CREDIT, kr(-12900), kr(0))
    ((fact, _),) = slips(cards)
    assert (fact.amount, fact.receipt, cards.owed()) == (12900, refund.origin.receipt_number, 12900)
    code = derived_code(cards.secret, fact.card).text
    assert tender.reference == code[-6:-2]
    assert (anna.card(code).state, cards.balance(code)) == (GiftCardState.ACTIVE, 12900)
    assert fact.last_day == anna.card(code).last_day
    cards.check()
    anna.scan("MILK")
    anna.take(code)
    anna.pay_due()
    assert cards.balance(code) == cards.owed() == 12900 - 1990
    cards.check()


def test_the_printer_prints_the_code_and_nothing_stored_has_it(sqlite_store: Store, tmp_path: Path) -> None:
    cards = Cards(sqlite_store, tmp_path / "keys")
    sqlite_store.keys = KeyRing(tmp_path / "keys")
    cards.anna.choose(bought(cards.anna), line(1))
    credit(cards.anna)
    ((fact, row),) = slips(cards)
    assert JournalKind.CREDIT_SLIP_PRINTED in POLICIES[Consumer.RECEIPT_PRINTER].kinds
    slip = ReceiptComposer(sqlite_store, "sv").compose_row(TILL, row)
    assert isinstance(slip, CreditSlip)
    code = derived_code(cards.secret, fact.card).text
    assert slip.code == code
    assert cards.anna.card(code).balance_minor == slip.amount.minor
    assert slip.code_in_groups in as_text(lay_out(slip, 32), 32)
    with sqlite_store.view() as view:
        tables = [view.execute(sa.select(each)).all() for each in schema.metadata.sorted_tables]
    stored = str(tables)
    assert code[3:-2] not in stored
    assert code[-6:-2] in stored, "the control: the last four signs are there"


def test_giving_back_twice_is_once(cards: Cards) -> None:
    anna = cards.anna
    anna.choose(bought(anna), line(1))
    wish = CreditWish(anna.basket_id(), kr(anna.due()))
    first, second = (give_store_credit(cards.store, anna.actor, cards.secret, wish, at=AT) for _ in range(2))
    assert first.id == second.id
    assert (cards.owed(), len(slips(cards))) == (12900, 1)
    cards.check()


def test_a_customers_own_card_gets_it_and_no_slip_is_printed(cards: Cards) -> None:
    anna, (own, blank, *_) = cards.anna, cards.codes
    anna.sell_card(own, 1000)
    sale = bought(anna)
    anna.choose(sale, line(1))
    credit(anna, own)
    anna.choose(bought(anna, "MILK"), line(1))
    credit(anna, blank)
    assert (cards.balance(own), cards.balance(blank), slips(cards)) == (13900, 1990, [])
    assert anna.card(blank).state is GiftCardState.ACTIVE
    cards.check()


def test_what_cards_paid_goes_back_to_them_first(cards: Cards) -> None:
    anna, code = cards.anna, cards.codes[0]
    anna.sell_card(code, 5000)
    anna.scan("LUNCH", 2)
    anna.take(code)
    sale = anna.pay_due()
    anna.choose(sale, line(1, "1"))
    refund = credit(anna)
    kinds = [(each.kind, each.amount.minor) for each in refund.settlement.tenders]
    assert kinds == [(TenderKind.GIFT_CARD, -5000), (TenderKind.STORE_CREDIT, -7900)]
    anna.choose(sale, line(1, "1"))
    plan = anna.state().returned
    assert plan is not None
    assert plan.plan is not None
    assert (plan.plan.method, plan.plan.amount) == (PaymentMethod.CASH, kr(12900)), "the card has its money back"
    anna.give()
    assert (cards.balance(code), cards.owed()) == (5000, 12900)
    cards.check()


def test_credit_of_one_return_takes_nothing_from_the_cards_of_the_next(cards: Cards) -> None:
    """A credit is no money back to a card that paid: that still goes back to it."""
    anna, code = cards.anna, cards.codes[0]
    anna.sell_card(code, 5000)
    anna.scan("MILK")
    anna.scan("LUNCH")
    anna.take(code)
    sale = anna.pay_due()
    anna.choose(sale, line(1, "1"))
    anna.give()  # in cash instead, with approval
    anna.choose(sale, line(2, "1"))
    refund = credit(anna)
    assert [(each.kind, each.amount.minor) for each in refund.settlement.tenders] == [
        (TenderKind.GIFT_CARD, -5000),
        (TenderKind.STORE_CREDIT, -7900),
    ]
    cards.check()


def test_what_is_bought_with_it_is_set_off_first(cards: Cards) -> None:
    anna = cards.anna
    anna.choose(bought(anna), line(1))
    anna.scan("MILK")
    refund = credit(anna)
    kinds = {each.kind: each.amount.minor for each in refund.settlement.tenders}
    assert kinds == {TenderKind.SET_OFF: -1990, TenderKind.STORE_CREDIT: -10910}
    assert cards.owed() == 10910
    cards.check()


def test_it_takes_a_permission_a_return_and_a_card_that_pays(cards: Cards) -> None:
    anna, (own, *_) = cards.anna, cards.codes
    anna.scan("MILK")
    with pytest.raises(NoReturn):
        credit(anna)
    anna.pay_due()
    anna.sell_card(own, 1000)
    block_gift_card(cards.store, OFFICE_ACTOR, anna.card(own).id, "", is_blocked=True, at=AT)
    anna.choose(bought(anna), line(1))
    with pytest.raises(NotPermitted):
        credit(anna, actor=Actor("anna", TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT]))
    with pytest.raises(GiftCardUnusable, match="blocked"):
        credit(anna, own)
    with pytest.raises(UnknownGiftCard):
        credit(anna, "7310865004703")
    wrong = CreditWish(anna.basket_id(), kr(-12800))
    with pytest.raises(BasketChanged):
        give_store_credit(cards.store, anna.actor, cards.secret, wish=wrong, at=AT)
    assert cards.owed() == 1000
    with pytest.raises(Refused):  # it is no method of the other way to give back
        give_back(
            cards.store,
            anna.actor,
            GiveBackWish(str(UUID(int=1, version=4)), anna.basket_id(), kr(-12900), PaymentMethod.STORE_CREDIT),
            at=AT,
        )
    cards.check()


@pytest.mark.parametrize("seed", range(2))
def test_in_any_order_no_return_loses_or_makes_money(cards: Cards, seed: int) -> None:
    """Goods are bought with cards and cash and come back piece by piece, in cash, to cards and as credit, by chance."""
    chance, seller = random.Random(seed), cards.anna
    codes, taken_minor, given_minor = list(cards.codes), 0, 0
    seller.sell_card(codes[0], 90000)
    taken_minor += 90000
    sold: list[tuple[Sale, int]] = []
    for _ in range(20):
        with suppress(Refused):
            if not sold or chance.random() < 0.4:
                pieces = chance.randint(1, 3)
                seller.scan(chance.choice(("MILK", "LUNCH")), pieces)
                if chance.random() < 0.7:
                    seller.take(chance.choice(codes), chance.choice((None, 3000)))
                sale = seller.pay_due()
                cash = [each for each in sale.settlement.tenders if each.kind is TenderKind.CASH]
                taken_minor += sum(each.amount.minor - each.change.minor for each in cash)
                sold += [(sale, pieces)]
            else:
                sale, _pieces = sold.pop(chance.randrange(len(sold)))
                seller.choose(sale, line(1, "1"))
                if chance.random() < 0.6:
                    refund = credit(seller, chance.choice(("", *codes)))
                    new = [derived_code(cards.secret, fact.card).text for fact, _ in slips(cards)]
                    codes = [*cards.codes, *new]
                else:
                    given = seller.give(PaymentMethod.CASH)
                    assert isinstance(given, Sale)
                    refund = given
                cash = [each for each in refund.settlement.tenders if each.kind is TenderKind.CASH]
                given_minor -= sum(each.amount.minor for each in cash)
        with cards.store.view() as view:
            on_cards = sum(each.balance_minor for each in gift_card_rows.all_cards(view))
        assert on_cards == cards.owed()
    assert given_minor <= taken_minor
    cards.check()
