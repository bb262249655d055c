from decimal import Decimal

import pytest

from models.money import Money
from models.purchasing.supplier import Supplier, SupplierTerm, WrongTerm, chosen_terms, lead_time, protection_days


def term(supplier_code: str = "grossist", *, cost: int = 1000, preferred: bool = True) -> SupplierTerm:
    return SupplierTerm("kaffe", supplier_code, Money(cost, "SEK"), preferred=preferred)


def test_an_order_must_last_for_the_review_period_and_the_lead_time() -> None:
    supplier = Supplier("grossist", "Grossisten AB", lead_time_days=3, review_period_days=7)

    assert protection_days(supplier, term()) == 10


def test_a_terms_own_lead_time_replaces_the_suppliers() -> None:
    supplier = Supplier("grossist", "Grossisten AB", lead_time_days=3, review_period_days=7)
    same_day = SupplierTerm("bulle", "grossist", Money(500, "SEK"), lead_time_days=0)

    assert lead_time(supplier, same_day) == 0
    assert protection_days(supplier, same_day) == 7


def test_a_preferred_term_is_chosen_before_a_cheaper_one_and_then_the_cheapest() -> None:
    terms = [term("a", cost=900, preferred=False), term("c", cost=1000), term("b", cost=1200)]

    assert chosen_terms(terms)["kaffe"].supplier_code == "c"
    assert chosen_terms(reversed(terms)) == chosen_terms(terms)


@pytest.mark.parametrize(
    "wrong",
    [
        {"case_pack": Decimal(0)},
        {"case_pack": Decimal("NaN")},
        {"moq": Decimal(-1)},
        {"cost": Money(-1, "SEK")},
        {"lead_time_days": -1},
    ],
)
def test_a_term_that_cannot_hold_is_refused(wrong: dict[str, object]) -> None:
    right: dict[str, object] = {"sku": "kaffe", "supplier_code": "grossist", "cost": Money(1000, "SEK")}
    assert SupplierTerm(**right).sku == "kaffe"  # type: ignore[arg-type]

    with pytest.raises(WrongTerm, match="Nothing was changed"):
        SupplierTerm(**(right | wrong))  # type: ignore[arg-type]


@pytest.mark.parametrize(("lead", "review"), [(-1, 7), (3, 0)])
def test_a_supplier_needs_days_that_can_pass(lead: int, review: int) -> None:
    with pytest.raises(WrongTerm):
        Supplier("grossist", "Grossisten AB", lead_time_days=lead, review_period_days=review)
