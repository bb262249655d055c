"""Receipts as Peppol invoices: every kind passes the published rules, and a wrong total or rate is caught by one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from lxml import etree

from app.counter.peppol_invoice import InvoiceBuyer, NotInvoiceable, document_number, invoice_file
from integrations.peppol.invoice_writing import InvoiceItem, InvoiceMessage, InvoiceParty, translate_invoice
from integrations.peppol.ubl_elements import CAC, CBC
from models.money import Money
from models.payments.attempt import PaymentMethod
from models.peppol_id import PeppolId, WrongPeppolId
from models.quantity import Unit
from models.selling.customer_account import AccountDetails, AccountTerms, AccountWish
from models.selling.sale import Sale, SaleKind
from models.selling.till_event import DiscountBasket
from models.shop_settings import PAY_TO
from operations.installation.change_settings import change_setting
from operations.selling.customer_account_office import open_account
from store.database.engine import Store
from store.selling import sales
from tests.app.command_line import kassa
from tests.builders import AT, OFFICE_ACTOR, TILL, Operator, small_shop
from tests.hostile_texts import HOSTILE_TEXTS
from tests.integrations.peppol.peppol_rules import PeppolRules
from tests.operations.cash.shop_days import ShopDays
from tests.operations.selling.account_trade import LIMIT, VIKEN, AccountSeller
from tests.operations.selling.test_discounts import Giver
from tests.operations.selling.test_returns import line

NAMES = {"cac": CAC, "cbc": CBC}
BUYER = InvoiceBuyer("Orten <kommun>", "0007:5560125790", "Ref & 4711", "Storgatan 1, 123 45 Orten")
SELLER = InvoiceParty(PeppolId("0007", "5560004755"), "Kassa Hörnet AB", "SE", "Kajen", "5560004755", "SE556000475501")
OTHER = InvoiceParty(PeppolId("0088", "7300010000001"), "Köparen", "SE")
RATES = (250_000, 120_000, 60_000, 0)


def spread_invoices() -> list[InvoiceMessage]:
    """Forty documents of every rate, unit, kind, rounding and hostile name; the tax is that of the rounded gross."""
    documents = []
    for n in range(40):
        items = []
        for position in range(1 + n % 6):
            at = n + position
            rate, gross = RATES[at % len(RATES)], (at * 7919) % 50_000
            tax = gross * rate // (1_000_000 + rate)
            unit, units = list(Unit)[at % 4], Decimal(1 + at % 5) if at % 4 == 0 else Decimal(at * 37 + 1).scaleb(-2)
            name = HOSTILE_TEXTS[at % len(HOSTILE_TEXTS)]
            net = Money(gross - tax, "SEK")
            gtin = "07310865004703" if at % 3 else ""
            items.append(InvoiceItem(f"SKU{at}", name, unit, units, net, Money(tax, "SEK"), rate, gtin))
        gross = sum(each.net.minor + each.tax.minor for each in items)
        rounding = Money((gross + 50) // 100 * 100 - gross if n % 2 else 0, "SEK")
        parts = SELLER, OTHER, "Ref 1", ("10", "48", "1")[n % 3], rounding, tuple(items)
        documents.append(
            InvoiceMessage(f"1-{n}", date(2026, 11, 28), "SEK", *parts, n % 5 == 0, "1-7" if n % 10 == 0 else "")
        )
    return documents


@pytest.mark.needs_shared_data
def test_every_document_passes_the_schema_and_both_sets_of_rules(shared_data: Path) -> None:
    rules = PeppolRules(shared_data)
    assert rules.breaches((shared_data / "peppol" / "examples" / "swedish_invoice_example.xml").read_bytes()) == []
    for invoice in spread_invoices():
        assert rules.breaches(translate_invoice(invoice)) == [], invoice


@pytest.mark.needs_shared_data
@pytest.mark.parametrize(
    ("place", "value", "rule"),
    [
        ("//cbc:TaxInclusiveAmount", "1.23", "BR-CO-15"),
        ("//cbc:PayableAmount", "1.23", "BR-CO-16"),
        ("//cac:LegalMonetaryTotal/cbc:LineExtensionAmount", "1.23", "BR-CO-10"),
        ("//cac:TaxCategory/cbc:Percent", "24", "SE-R-006"),
        ("//cac:AccountingSupplierParty//cac:PartyLegalEntity/cbc:CompanyID", "5560004756", "SE-R-013"),
        ("//cac:AccountingCustomerParty//cbc:EndpointID", "7300010000002", "PEPPOL-COMMON-R040"),
    ],
)
def test_a_mistake_in_an_invoice_is_caught(shared_data: Path, place: str, value: str, rule: str) -> None:
    tree = etree.fromstring(translate_invoice(spread_invoices()[4]))
    tree.xpath(place, namespaces=NAMES)[0].text = value
    assert rule in PeppolRules(shared_data).breaches(etree.tostring(tree))


def receipts(store: Store) -> list[Sale]:
    """Receipts of a till: two rates with rounding to the krona, a discount, and a return."""
    small_shop(store)
    days = ShopDays(store, Operator(store))
    made = [days.sell("LUNCH"), days.sell("NAPKINS", 3)]
    giver = Giver(store)
    giver.scan("LUNCH", at=days.at)
    giver.scan("NAPKINS", at=days.at)
    giver.do(DiscountBasket, rate_ppm=100_000, reason="dented")
    made.append(giver.pay_cash(at=days.at))
    made.append(days.refund(made[1]))
    return made


@pytest.mark.needs_shared_data
def test_real_receipts_are_valid_and_name_what_was_paid(sqlite_store: Store, shared_data: Path) -> None:
    rules = PeppolRules(shared_data)
    for sale in receipts(sqlite_store):
        with sqlite_store.view() as view:
            file = invoice_file(view, sale, BUYER)
        assert rules.breaches(file.content) == []
        tree = etree.fromstring(file.content)
        texts = {name: tree.findtext(f".//cbc:{name}", "0", NAMES) for name in ("PrepaidAmount", "TaxInclusiveAmount")}
        sign = -1 if sale.kind is SaleKind.REFUND else 1
        assert Decimal(texts["PrepaidAmount"]) == sign * sale.settlement.due.major()
        assert Decimal(texts["TaxInclusiveAmount"]) == sign * sale.settlement.gross.major()
        assert tree.findtext("cbc:ID", "", NAMES) == document_number(sale)
    assert etree.QName(tree).localname == "CreditNote"
    assert tree.findtext(".//cac:InvoiceDocumentReference/cbc:ID", "", NAMES) == "1-2", "the sale that it takes back"


def test_what_is_no_invoice_is_refused(sqlite_store: Store) -> None:
    sale = receipts(sqlite_store)[0]
    with sqlite_store.view() as view:
        for name, reference in (("", "Ref"), ("Kommun", " \t")):
            with pytest.raises(NotInvoiceable):
                invoice_file(view, sale, InvoiceBuyer(name, BUYER.peppol_id, reference))
        with pytest.raises(WrongPeppolId):
            invoice_file(view, sale, InvoiceBuyer("Kommun", "0007:5560125791", "Ref"))


def test_a_person_writes_an_invoice_from_the_command_line(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    sale, file = receipts(sqlite_store)[0], tmp_path / f"{uuid4().hex}.xml"
    buyer = "--buyer", BUYER.name, "--buyer-id", BUYER.peppol_id, "--reference", BUYER.reference, "--to", file
    facts = kassa(capsys, "export", "invoice", "--sale", "1", *buyer, "--json").json
    assert (facts["sale"], facts["size"]) == (sale.id, file.stat().st_size)
    assert kassa(capsys, "export", "invoice", "--sale", "99", *buyer).code == 1
    assert sale.origin.at == AT


def on_account(store: Store, pay_to: str) -> tuple[Sale, Sale, Sale]:
    """A sale on account, one that was paid in part in cash, and the return of the first."""
    small_shop(store)
    change_setting(store, OFFICE_ACTOR, PAY_TO, pay_to, at=AT)
    number = open_account(store, OFFICE_ACTOR, AccountWish(VIKEN, AccountTerms(LIMIT, 30)), at=AT).number
    anna = AccountSeller(store)
    sale = anna.buy(number)
    anna.scan("NAPKINS")
    anna.charge(number, 10_00)
    mixed = anna.pay_cash()
    anna.choose(sale, line(1))
    anna.give(PaymentMethod.ON_ACCOUNT)
    with store.view() as view:
        back = sales.find_receipt(view, TILL, mixed.origin.receipt_number + 1)
    assert back is not None
    return sale, mixed, back


@pytest.mark.needs_shared_data
@pytest.mark.parametrize(
    ("pay_to", "account"),
    [("Bankgiro 5999-0008", "59990008"), ("plusgiro: 4 16 18-5", "416185"), ("Swish 123", None), ("", None)],
)
def test_a_sale_on_account_is_an_invoice_with_what_is_to_be_paid(
    sqlite_store: Store, shared_data: Path, pay_to: str, account: str | None
) -> None:
    """Buyer, due day and giro come from the customer account and the settings; what was paid beside is prepaid."""
    rules = PeppolRules(shared_data)
    for sale, due in zip(on_account(sqlite_store, pay_to), ("19.90", "10.00", "19.90"), strict=True):
        with sqlite_store.view() as view:
            content = invoice_file(view, sale, InvoiceBuyer("", "", "")).content
        assert rules.breaches(content) == []
        tree = etree.fromstring(content)
        assert tree.findtext(".//cbc:PayableAmount", "", NAMES) == due
        assert tree.findtext(".//cac:PayeeFinancialAccount/cbc:ID", None, NAMES) == account
        buyer = tree.find("cac:AccountingCustomerParty", NAMES)
        assert buyer is not None
        assert buyer.findtext(".//cbc:RegistrationName", "", NAMES) == VIKEN.name
        assert buyer.findtext(".//cbc:EndpointID", "", NAMES) == "5560004755"
        is_sale = sale.kind is SaleKind.SALE
        expected = (AT.date() + timedelta(days=30)).isoformat() if is_sale else None
        assert tree.findtext("cbc:DueDate", None, NAMES) == expected


def test_a_person_without_an_organisation_number_needs_a_peppol_id(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    wish = AccountWish(AccountDetails("Anna Ek"), AccountTerms(LIMIT, 30))
    number = open_account(sqlite_store, OFFICE_ACTOR, wish, at=AT).number
    sale = AccountSeller(sqlite_store).buy(number)
    with sqlite_store.view() as view:
        with pytest.raises(NotInvoiceable):
            invoice_file(view, sale, InvoiceBuyer("", "", ""))
        assert invoice_file(view, sale, InvoiceBuyer("", BUYER.peppol_id, "")).content
