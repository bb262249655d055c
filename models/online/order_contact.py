"""Who orders on the web, as they are stored: checked, and without anything that is no name, address or number."""

from __future__ import annotations

import re

from models.card_data import check_no_card_data
from models.catalogue.product import clean_text
from models.dispatch.mail_address import parse_address
from models.errors import Reason, Refused
from models.online.online_order import OrderContact

NAME_MAX, PHONE_MAX = 60, 24
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,22}")


class WrongOrderContact(Refused):
    """Something about who orders is missing or cannot be."""

    code = "wrong_order_contact"
    text = "The {field} cannot be used. Nothing was ordered; correct it and try again."

    field: str


def clean_contact(contact: OrderContact) -> OrderContact:
    """The contact as it is stored.

    Raises :class:`WrongOrderContact`, :class:`models.dispatch.mail_address.WrongMailAddress` or
    :class:`models.card_data.CardDataRefused`.

    >>> clean_contact(OrderContact(" Anna  Berg", "anna@example.com ", "070-123 45 67", "sv"))
    OrderContact(name='Anna Berg', email='anna@example.com', phone='070-123 45 67', language='sv')
    """
    check_no_card_data(contact.name)
    name, phone = " ".join(clean_text(contact.name).split()), clean_text(contact.phone).strip()
    if not 0 < len(name) <= NAME_MAX:
        raise WrongOrderContact(Reason("contact_name", "name"))
    if not _PHONE.fullmatch(phone):
        raise WrongOrderContact(Reason("contact_phone", "telephone number"))
    return OrderContact(name, parse_address(contact.email), phone, contact.language)
