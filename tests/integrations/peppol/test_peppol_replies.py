"""What suppliers answer by Peppol is taken whole or not at all, and hostile XML is refused before it is read."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.peppol.reply_reading import AskedOrder, read_despatch_advice, read_order_response
from integrations.peppol.xml_reading import DEPTH_MAX, FILE_MAX_BYTES, WrongPeppolFile
from models.errors import Reason
from models.money import Money
from models.purchasing.order_steps import AnsweredLine
from models.purchasing.purchase_order import OrderLine
from models.quantity import Unit
from tests.builders import kr
from tests.integrations.peppol.peppol_rules import PeppolRules
from tests.integrations.peppol.reply_files import despatch_advice, despatch_line, order_response, response_line

ORDER = AskedOrder(
    "100-7",
    "SEK",
    (OrderLine("MILK", Decimal(12), kr(120_00)), OrderLine("BREAD", Decimal(3), kr(10_00))),
    {"MILK": Unit.PIECE, "BREAD": Unit.PIECE},
    {"MILK": "MILK", "BREAD": "BREAD", "7310865004703": "MILK"},
    "0088:7300010000001",
)
CHANGED = (
    response_line(1, "3", sku="MILK", units=Decimal(6), price=kr(10_50)),
    response_line(2, "7", sku="BREAD"),
)
GOOD = order_response("100-7", "CA", *CHANGED, promised=date(2026, 12, 3))
ADVICE = despatch_advice(
    "100-7",
    despatch_line(1, "MILK", Decimal(6), lot="L1", best_before="2026-12-20"),
    despatch_line(2, "BREAD", Decimal(2)),
)


@pytest.mark.needs_shared_data
def test_the_files_of_these_tests_are_valid_and_the_official_examples_are_read(shared_data: Path) -> None:
    rules = PeppolRules(shared_data)
    substituted = order_response("100-7", "CA", response_line(1, "3", sku="MILK", substitute="Oat"))
    for content in (GOOD, ADVICE, substituted, order_response("100-7", "RE", note="Sold out")):
        assert rules.breaches(content) == []
    lines = tuple(OrderLine(sku, Decimal(12), Money(1800, "EUR")) for sku in "ABC")
    units = dict.fromkeys("ABC", Unit.PIECE)
    asked = AskedOrder("11233", "EUR", lines, units, {"123456": "A", "SN-34": "B", "SN-35": "C"})
    examples = shared_data / "peppol" / "examples"
    reply = read_order_response((examples / "OrderResponse_Example.xml").read_bytes(), asked)
    assert (reply.reference, reply.promised_on) == ("101-111", date(2013, 7, 16))
    assert reply.lines == (AnsweredLine("A", Decimal(10)), AnsweredLine("C", Decimal(12)))
    assert reply.substitutes == ("Sauce brown, ready", "Pepper sauce")
    sent = AskedOrder("AEG012345", "EUR", lines[:1], units, {"6578489": "A"}, "0088:7300010000001")
    note = read_despatch_advice((examples / "DespatchAdvice_Example.xml").read_bytes(), sent)
    (goods,) = note.goods
    assert (note.number, goods.sku, goods.quantity) == ("565899", "A", Decimal(10))
    assert (goods.lot, goods.best_before) == ("546378239", date(2018, 12, 1))


def test_an_answer_is_what_the_supplier_wrote() -> None:
    reply = read_order_response(GOOD, ORDER)
    assert (reply.reference, reply.promised_on, reply.is_rejected) == ("S-77", date(2026, 12, 3), False)
    assert reply.lines == (AnsweredLine("MILK", Decimal(6), kr(10_50)), AnsweredLine("BREAD", Decimal(0)))
    as_ordered = response_line(1, "5", sku="MILK"), response_line(2, "3", sku="BREAD", units=Decimal(3), price=kr(3_33))
    same = read_order_response(order_response("100-7", "AP", *as_ordered), ORDER)
    assert same.lines == (AnsweredLine("BREAD", Decimal(3)),), "3.33 is what three for 10.00 cost, rounded"
    rejected = read_order_response(order_response("100-7", "RE", note="Sold out"), ORDER)
    assert (rejected.is_rejected, rejected.note, rejected.lines) == (True, "Sold out", ())


def refused(content: bytes) -> str:
    with pytest.raises(WrongPeppolFile) as wrong:
        (read_despatch_advice if b"<DespatchAdvice" in content else read_order_response)(content, ORDER)
    assert isinstance(wrong.value.reason, Reason)
    return wrong.value.reason.key


def with_type(declared: str) -> bytes:
    head, _, body = GOOD.partition(b"\n")
    return head + b"\n" + declared.encode() + body.replace(b"S-77", b"&x;")


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefgh", "bcdefghx", strict=True)
)
LINE = b"<cac:LineItem><cbc:ID>1</cbc:ID>"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (with_type("<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"), "xml_doctype"),
        (with_type("<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>"), "xml_doctype"),
        (with_type("<!DOCTYPE x [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>"), "xml_doctype"),
        (with_type(f"{LAUGHS}]>"), "xml_doctype"),
        (GOOD.replace(b"S-77", b"&x;"), "xml_broken"),
        (GOOD[:-30], "xml_broken"),
        (b"", "xml_broken"),
        (b"<a>" * (DEPTH_MAX + 1), "xml_large"),
        (b"<a>" + b"<b/>" * 50_000 + b"</a>", "xml_large"),
        (GOOD.replace(b"S-77", b"7" * 5_000), "xml_text"),
        (b" " * (FILE_MAX_BYTES + 1), "file_large"),
        (b"<OrderResponse/>", "xml_other"),
        (GOOD.replace(b"schema:xsd:OrderResponse-2", b"schema:xsd:Other-2"), "xml_other"),
        (GOOD.replace(b"100-7", b"100-8"), "reply_order"),
        (GOOD.replace(b">7300010000001", b">7300010000018"), "reply_sender"),
        (GOOD.replace(b">CA<", b">AB<"), "reply_acknowledged"),
        (GOOD.replace(b">CA<", b">XX<"), "reply_code"),
        (GOOD.replace(b">SEK<", b">EUR<"), "reply_currency"),
        (GOOD.replace(b">3<", b">1<"), "reply_added"),
        (GOOD.replace(b">3<", b">99<"), "reply_status"),
        (GOOD.replace(b">MILK<", b">OIL<"), "reply_goods"),
        (GOOD.replace(b">BREAD<", b">MILK<"), "product_twice"),
        (GOOD.replace(b">6<", b">-6<"), "reply_quantity"),
        (GOOD.replace(b">6<", b">1e9<"), "reply_quantity"),
        (GOOD.replace(b">6<", b">0.0001<"), "reply_quantity"),
        (GOOD.replace(b">6<", b">NaN<"), "reply_quantity"),
        (GOOD.replace(b'unitCode="C62"', b'unitCode="KGM"'), "reply_unit"),
        (GOOD.replace(b">10.50<", b">abc<"), "reply_price"),
        (GOOD.replace(b">10.50<", b">10.505<"), "reply_fine_price"),
        (GOOD.replace(b"2026-12-03", b"2026-02-30"), "reply_day"),
        (ADVICE.replace(b"100-7", b"100-8"), "reply_order"),
        (ADVICE.replace(b">7300010000001", b">7300010000018"), "reply_sender"),
        (ADVICE.replace(b">6<", b">0<").replace(b">2<", b">0<"), "advice_empty"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_with_its_reason(content: bytes, key: str) -> None:
    assert refused(content) == key
    assert read_order_response(GOOD, ORDER).reference == "S-77", "the control: without the change it is read"
    assert read_despatch_advice(ADVICE, ORDER).number == "D-9"


@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=3))
def test_a_damaged_file_is_refused_or_read_and_nothing_else(at: int, bytes_there: bytes) -> None:
    with suppress(WrongPeppolFile):
        assert read_order_response(GOOD[:at] + bytes_there + GOOD[at + 1 :], ORDER).lines is not None
