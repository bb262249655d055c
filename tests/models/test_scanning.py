"""What scanners send is read as what it means, and anything else as it stands."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.barcode import check_digit
from models.scanning import Reading, readings

GTIN = "07310865004703"


def barcode(body: str) -> str:
    return f"{body}{check_digit(body)}"


@pytest.mark.parametrize(
    ("code", "gtin"),
    [
        ("7310865004703", GTIN),
        ("]E07310865004703", GTIN),
        ("]E40000096385074", "00000096385074"),
        ("]C10107310865004703172712311012345", GTIN),
        ("010731086500470310ABC\x1d21X9", GTIN),
        ("]d20107310865004703\x1d10ABC", GTIN),
        ("(01)07310865004703(17)271231(10)ABC", GTIN),
        ("01973108650047063103000450", "97310865004706"),
        ("https://id.gs1.org/01/07310865004703/10/ABC?17=271231", GTIN),
        ("]Q3https://example.com/a/01/07310865004703", GTIN),
        ("731086500470305", GTIN),
        ("7310865004703 52995", GTIN),
        ("03600029145212", "00036000291452"),
        ("9638507412345", "00000096385074"),
        ("04252614", "00042100005264"),
        ("01234565", "00012345000065"),
        ("36000291452", "00036000291452"),
        ("]X07310865004703", GTIN),
    ],
)
def test_a_code_leads_to_its_gtin(code: str, gtin: str) -> None:
    assert gtin in [each.code for each in readings(code, "SE") if each.is_gtin]


@pytest.mark.parametrize(
    ("code", "gtin", "weight", "price"),
    [
        (barcode("231234500456"), barcode("231234500000").zfill(14), "0.456", None),
        (barcode("241234501234"), barcode("241234500000").zfill(14), "12.34", None),
        (barcode("251234509999"), barcode("251234500000").zfill(14), "999.9", None),
        (barcode("201234500456"), barcode("201234500000").zfill(14), None, "4.56"),
        (barcode("211234500456"), barcode("211234500000").zfill(14), None, "45.6"),
        (barcode("221234500456"), barcode("221234500000").zfill(14), None, "456"),
    ],
)
def test_a_label_of_a_swedish_scale_tells_its_product_and_what_it_measured(
    code: str, gtin: str, weight: str | None, price: str | None
) -> None:
    measure = (Decimal(weight) if weight else None, Decimal(price) if price else None)
    found = list(readings(code, "SE"))
    assert found[0] == Reading(code.zfill(14), is_gtin=True), "a product with this very number comes first"
    assert Reading(gtin, True, *measure) in found  # noqa: FBT003
    assert Reading("123450", False, *measure) in found  # noqa: FBT003
    assert all(each.weight is each.price is None for each in readings(code, "XX")), "no country, no rule"


@pytest.mark.parametrize("code", ["+A123BJC5D6E71G", "4x40", "MUGG-ROD-01", "Räksallad", "150", "]C0ABC-1", "]"])
def test_what_is_no_code_of_gs1_is_read_as_it_stands(code: str) -> None:
    assert Reading(code) in list(readings(code, "SE"))
    assert not any(each.is_gtin for each in readings(code, "SE"))


@given(st.text(st.sampled_from("0123456789]CEdQ()\x1d/:.?=httpsABC +"), max_size=60) | st.text(max_size=30))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert Reading(text.strip()) in list(readings(text, "SE"))


@given(st.integers(0, 10**12 - 1))
def test_a_sound_barcode_is_read_as_itself_first(number: int) -> None:
    code = barcode(f"{number:012d}")
    assert next(readings(code, "SE")) == Reading(code.zfill(14), is_gtin=True)
