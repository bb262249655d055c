"""A content is above zero and exact; a name proposes one only where it states exactly one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue.content import Content, ContentUnit, WrongContent, content_in_name, content_of

QUANTITIES = st.integers(1, 999_999).map(lambda milli: Decimal(milli) / 1000)


@pytest.mark.parametrize("quantity", ["0", "-1", "0.0001", "1000001", "NaN", "Infinity"])
def test_a_content_that_no_package_has_is_refused(quantity: str) -> None:
    with pytest.raises(WrongContent, match="Nothing was changed"):
        Content(Decimal(quantity), ContentUnit.GRAM)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Mjölk 1,5 l", "1.5 l"),
        ("Mellanmjölk 1,5 % 1 l", "1 l"),
        ("Kaffe mellanrost 450g", "450 g"),
        ("Ost ca 2 hg", "200 g"),
        ("Läsk 6x33 cl", "198 cl"),
        ("Servetter 50-p", "50 piece"),
        ("Golvmatta 2 m²", "2 m2"),
        ("Juice 0.750 L", "0.75 l"),
        ("Läsk 4-pack 33 cl", None),
        ("Bacon 3 x 140 g 2-p", None),
        ("Socker 1.000 g", None),
        ("Film 3D", None),
        ("Skruv M8", None),
        ("Skor 42", None),
        ("Choklad 70 %", None),
        ("T-shirt 5xl", None),
        ("Batteri 0 st", None),
        ("Bok 1984", None),
    ],
)
def test_a_name_proposes_a_content_only_where_it_states_exactly_one(name: str, content: str | None) -> None:
    found = content_in_name(name)
    assert (found and str(found)) == content


@given(QUANTITIES, st.sampled_from(sorted(set(ContentUnit) - {ContentUnit.PIECE})))
def test_a_content_is_read_as_it_is_written(quantity: Decimal, unit: ContentUnit) -> None:
    """Three decimals behind a whole number above zero may be thousands: those are refused, and no other is misread."""
    content = Content(quantity, unit)
    text = str(content)
    number = text.split(maxsplit=1)[0]
    ambiguous = "." in number and len(number.split(".")[1]) == 3 and quantity >= 1
    if ambiguous:
        with pytest.raises(WrongContent):
            content_of(text)
    else:
        assert content_of(text) == content


@given(st.text(max_size=120))
def test_no_name_breaks_the_reading(name: str) -> None:
    found = content_in_name(name)
    assert found is None or found.quantity > 0
