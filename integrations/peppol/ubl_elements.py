"""Elements of UBL 2.1 as text: an element without content is left out, because Peppol refuses an empty one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from integrations.journal_xml.xml_pieces import clean
from models.money import Money
from models.peppol_id import PeppolId
from models.quantity import Unit

CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
#: UN/ECE Recommendation 20: one, kilogram, litre, metre.
UNIT_CODES = {Unit.PIECE: "C62", Unit.KILOGRAM: "KGM", Unit.LITRE: "LTR", Unit.METRE: "MTR"}
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def document(name: str, *pieces: str) -> bytes:
    """A whole document of the kind ``name``, such as ``Order``."""
    space = f"urn:oasis:names:specification:ubl:schema:xsd:{name}-2"
    head = f'<{name} xmlns="{space}" xmlns:cac="{CAC}" xmlns:cbc="{CBC}">'
    body = "".join(piece for piece in pieces if piece)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}{body}</{name}>\n'.encode()


def basic(name: str, value: str, **attributes: str) -> str:
    """A ``cbc`` element with a text, or nothing where the text is empty.

    >>> basic("Name", "Bröd & <smör>"), basic("ID", "5560004755", schemeID="0007"), basic("Note", " ")
    ('<cbc:Name>Bröd &amp; &lt;smör&gt;</cbc:Name>', '<cbc:ID schemeID="0007">5560004755</cbc:ID>', '')
    """
    cleaned = clean(value).translate(_ESCAPED)
    named = "".join(f' {key}="{text.translate(_ESCAPED)}"' for key, text in attributes.items())
    return f"<cbc:{name}{named}>{cleaned}</cbc:{name}>" if cleaned else ""


def group(name: str, *pieces: str) -> str:
    """A ``cac`` element with others inside, or nothing where all of them are empty."""
    body = "".join(pieces)
    return f"<cac:{name}>{body}</cac:{name}>" if body else ""


def amount(name: str, value: Money) -> str:
    """An amount of money with its currency.

    >>> amount("PayableAmount", Money(1990, "SEK"))
    '<cbc:PayableAmount currencyID="SEK">19.90</cbc:PayableAmount>'
    """
    return basic(name, str(value.major()), currencyID=value.currency)


def quantity(name: str, value: Decimal, unit: Unit) -> str:
    """A quantity with the code of its unit.

    >>> quantity("Quantity", Decimal("1.250"), Unit.KILOGRAM)
    '<cbc:Quantity unitCode="KGM">1.25</cbc:Quantity>'
    """
    return basic(name, plain_number(value), unitCode=UNIT_CODES[unit])


def day(name: str, value: date) -> str:
    """A day as ``YYYY-MM-DD``."""
    return basic(name, value.isoformat())


def endpoint(address: PeppolId) -> str:
    """Where documents to a party go."""
    return basic("EndpointID", address.number, schemeID=address.scheme)


def plain_number(value: Decimal) -> str:
    """A number without an exponent and without zeros at its end."""
    return f"{value.normalize():f}"
