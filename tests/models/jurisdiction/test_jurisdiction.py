"""Each jurisdiction is whole: its books have an account for each of its rates, its cash can pay each step."""

from __future__ import annotations

from datetime import date

import pytest

from models.catalogue.product import DEPOSIT_LENGTH_MAX, NO_DEPOSIT, TaxCategory
from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.age_limits import usual_age_limit
from models.jurisdiction.cash_money import CASH_MONEY, CashMoney
from models.jurisdiction.countries import HOME, JURISDICTIONS, jurisdiction_of
from models.jurisdiction.deposits import UnknownDeposit, deposit_on
from models.jurisdiction.jurisdiction import Jurisdiction
from models.jurisdiction.receipt_rules import ReceiptKind
from models.jurisdiction.sweden import SWEDEN
from tests.architecture.rules_of_purity import COUNTRIES

every = pytest.mark.parametrize("law", JURISDICTIONS.values(), ids=lambda law: law.country)


@every
def test_each_rate_has_its_accounts(law: Jurisdiction) -> None:
    accounts = {(account.role, account.rate_ppm) for account in law.accounts}
    rates = {rate.rate_ppm for rate in law.tax_rates}
    assert {(AccountRole.SALES, rate) for rate in rates} <= accounts
    assert {(AccountRole.OUTPUT_TAX, rate) for rate in rates if rate} <= accounts
    assert set(AccountRole) == {role for role, _ in accounts}
    assert len(accounts) == len(law.accounts) == len({account.number for account in law.accounts})


@every
def test_each_tax_category_has_a_rate_and_each_rule_leads_to_one(law: Jurisdiction) -> None:
    assert {rate.tax_category for rate in law.tax_rates} == set(TaxCategory)
    assert {rate.country for rate in law.tax_rates} == {law.country}
    for rule in law.supply_rules:
        assert rule.taxed_as is not rule.tax_category
        assert min(r.valid_from for r in law.tax_rates if r.tax_category is rule.taxed_as) <= rule.valid_from


@every
def test_every_printout_but_the_receipt_itself_has_a_mark(law: Jurisdiction) -> None:
    assert {kind for kind, mark in law.receipt.marks.items() if not mark} == {ReceiptKind.ORIGINAL}
    assert set(law.receipt.marks) == set(ReceiptKind)
    assert law.language in law.receipt.languages
    assert law.cash is CASH_MONEY[law.currency]


@pytest.mark.parametrize("cash", CASH_MONEY.values(), ids=lambda cash: cash.currency)
def test_notes_and_coins_ascend_and_the_smallest_pays_the_step(cash: CashMoney) -> None:
    pieces = (*cash.coins_minor, *cash.notes_minor)
    assert list(pieces) == sorted(set(pieces))
    assert all(piece % cash.step_minor == 0 for piece in pieces)


@pytest.mark.parametrize(
    ("code", "day", "minor"),
    [
        ("small", date(2009, 12, 31), 0),
        ("small", date(2025, 8, 31), 100),
        ("small", date(2025, 9, 1), 200),
        ("large", date(2025, 8, 31), 200),
        ("large", date(2025, 9, 1), 300),
        ("small_old", date(2026, 11, 27), 100),
        ("large_old", date(2026, 11, 27), 200),
    ],
)
def test_swedish_deposits_were_raised_and_old_packs_keep_what_is_printed_on_them(
    code: str, day: date, minor: int
) -> None:
    assert deposit_on(SWEDEN.deposits, code, day) == minor


def test_a_deposit_that_a_country_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownDeposit, match="small, large"):
        deposit_on(SWEDEN.deposits, "crate", date(2026, 11, 27))
    with pytest.raises(UnknownDeposit, match="there are none"):
        deposit_on(jurisdiction_of("US").deposits, "small", date(2026, 11, 27))


@every
def test_deposits_have_names_and_codes_that_a_product_can_carry(law: Jurisdiction) -> None:
    assert len({each.code for each in law.deposits} | {NO_DEPOSIT}) == len(law.deposits) + 1
    for each in law.deposits:
        assert set(each.names) >= {"sv", "en"}
        assert len(each.code) <= DEPOSIT_LENGTH_MAX
        assert all(amount.amount_minor > 0 and amount.source for amount in each.amounts)


@pytest.mark.parametrize(
    ("names", "years"), [(("Snus",), 18), (("x", "Folköl "), 18), (("dairy", "Mejeri"), None), ((), None)]
)
def test_swedish_law_has_age_limits_for_some_categories(names: tuple[str, ...], years: int | None) -> None:
    assert usual_age_limit(SWEDEN.age_limits, *names) == years


def test_a_country_that_is_not_known_has_no_tax_table() -> None:
    elsewhere = jurisdiction_of("US")
    assert (elsewhere.country, elsewhere.tax_rates, elsewhere.supply_rules) == ("US", (), ())
    assert elsewhere.accounts == HOME.accounts


def test_the_rule_of_countries_knows_each_of_them() -> None:
    assert set(JURISDICTIONS) == COUNTRIES
