"""Every worked figure of docs/algorithms/reordering.md."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from models.money import Money
from models.purchasing.supplier import SupplierTerm
from models.replenishment.policy import WrongServiceLevel, order_up_to
from models.replenishment.proposal import Reasons, Target, propose_line
from models.replenishment.protection import demand_over
from tests.doc_tables import table

MEANS, DISPERSION = np.array([[2.0, 3.0, 4.0]]), np.array([[1.5, 1.5, 3.0]])


@pytest.mark.parametrize(("expected", "dispersion", "level", "s"), table("reordering.md", "Order-up-to level"))
def test_order_up_to_level(expected: str, dispersion: str, level: str, s: str) -> None:
    found = order_up_to(np.array([float(expected)]), np.array([float(dispersion)]), float(level))
    assert found.tolist() == [int(s)]


@pytest.mark.parametrize("row", table("reordering.md", "Quantity"))
def test_quantity(row: tuple[str, ...]) -> None:
    s, on_hand, on_order, missing, case_pack, after_cases, moq, quantity = row
    term = SupplierTerm("A", "S", Money(250, "SEK"), Decimal(case_pack), Decimal(moq))
    target = Target(10, 20.0, 1.5, 0.95, int(s))
    stock = Decimal(on_hand.replace("−", "-"))
    line = propose_line(target, on_hand=stock, on_order=Decimal(on_order), term=term)
    if Decimal(quantity) == 0:
        assert line is None
        return
    assert line is not None
    reasons = line.reasons
    assert (reasons.missing, reasons.after_case_pack) == (Decimal(missing), Decimal(after_cases))
    assert line.quantity == reasons.quantity == Decimal(quantity)
    assert line.cost == Money(250, "SEK").times(line.quantity)


@pytest.mark.parametrize(
    ("days", "expected", "dispersion"), table("reordering.md", "Demand over the protection interval")
)
def test_demand_over_the_protection_interval(days: str, expected: str, dispersion: str) -> None:
    found, spread = demand_over(MEANS, DISPERSION, np.array([int(days)]))
    assert found[0] == pytest.approx(float(expected.rsplit("=", 1)[-1]))
    assert spread[0] == pytest.approx(float(dispersion.rsplit("=", 1)[-1]), abs=5e-5)


def test_the_reasons_have_the_keys_of_the_page_in_its_order() -> None:
    keys = [row[0].strip("`") for row in table("reordering.md", "The reasons of a line")]
    assert list(Reasons.__slots__) == keys


def test_reasons_come_back_as_they_were_written() -> None:
    term = SupplierTerm("A", "S", Money(250, "SEK"), Decimal(6), Decimal(24))
    line = propose_line(Target(10, 21.0, 1.5, 0.95, 31), on_hand=Decimal(8), on_order=Decimal(12), term=term)
    assert line is not None
    assert Reasons.from_json(line.reasons.to_json()) == line.reasons


@pytest.mark.parametrize("level", [0.0, 1.0, 1.2, -0.5])
def test_a_service_level_that_is_no_chance_is_refused(level: float) -> None:
    with pytest.raises(WrongServiceLevel, match="Nothing was proposed"):
        order_up_to(np.array([1.0]), np.array([1.0]), level)
