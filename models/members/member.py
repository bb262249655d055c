"""Members: customers whom the shop knows by name, with their card.

Everything but the id is personal and can be erased. Sales and facts of the journal name the random id alone, so that
erasing a member changes neither (regulation (EU) 2016/679, article 17.3 b; bokföringslagen (1999:1078), chapter 7
section 2).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from models.card_data import check_no_card_data
from models.catalogue.product import clean_text
from models.dispatch.mail_address import WrongMailAddress, parse_address
from models.errors import Reason, Refused
from models.members.name_key import phone_number
from models.own_code import NUMBER_SIGNS, OwnCode, OwnCodeKind

#: So many signs of five random bits each are in the code of a card, and in the id of a member.
CARD_SIGNS, ID_SIGNS = 16, 12
#: What the id of a member begins with.
ID_PREFIX = "M"
NAME_SIGNS_MAX, POSTCODE_SIGNS_MAX, NOTES_SIGNS_MAX = 80, 10, 500
#: So old is somebody at least who may become a member without a parent (dataskyddslagen (2018:218), chapter 2
#: section 4), and at most.
AGE_MIN, AGE_MAX = 13, 120

_POSTCODE = re.compile(r"[0-9A-Z -]{3,10}", re.IGNORECASE | re.ASCII)
_DAY = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
#: A year in which every birthday exists.
_LEAP_YEAR = 2024


class JoinChannel(StrEnum):
    """Where a member joined."""

    TILL = "till"
    OFFICE = "office"
    IMPORT = "import"
    OWN_PHONE = "own_phone"


class WrongMemberDetail(Refused):
    """Something about a member that cannot be so."""

    code = "wrong_member_detail"
    text = "A member cannot be saved like this: {why}. Nothing was saved; enter it again."

    why: Reason


class MemberWithoutContact(Refused):
    """A member with neither phone number nor e-mail address, whom nobody would find again."""

    code = "member_without_contact"
    text = "A member needs a phone number or an e-mail address. Nothing was saved; enter one of them."


_WHY = {
    "name": Reason("member_name", "the name is empty or too long"),
    "phone": Reason("member_phone", "the phone number is none"),
    "email": Reason("member_email", "the e-mail address is none"),
    "birth_year": Reason("member_age", "a member is between 13 and 120 years old"),
    "birthday": Reason("member_birthday", "the birthday is no day of a year, such as 06-24"),
    "postcode": Reason("member_postcode", "the postcode is none"),
    "notes": Reason("member_notes", "the notes are too long"),
}


@dataclass(frozen=True, slots=True)
class MemberDetails:
    """What is known of a member. Empty texts and ``None`` are unknown.

    ``phone`` is in the form of ITU-T E.164; ``birthday`` is month and day (06-24), apart from the year of birth.
    ``operator`` is the code of a member who works in the shop.
    """

    name: str
    phone: str = ""
    email: str = ""
    birth_year: int | None = None
    birthday: str = ""
    postcode: str = ""
    notes: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A member: the random ``id`` that sales name, the code of the card, and what is known.

    ``merged_into`` is the member that this one turned out to be; its details are empty then.
    """

    id: str
    card: str
    details: MemberDetails
    joined_at: datetime
    joined_location: int
    channel: JoinChannel
    merged_into: str | None = None

    @property
    def number(self) -> str:
        """The signs of the id that people read; receipts print them."""
        return short_number(self.id)

    @property
    def sealed_values(self) -> tuple[str | int | None, ...]:
        """What the journal seals: the details, and since when."""
        return (*astuple(self.details), self.joined_at.astimezone(UTC).isoformat())


def short_number(member_id: str) -> str:
    """The last signs of a member's id.

    >>> short_number("M0123456789AB")
    '89AB'
    """
    return member_id[-4:]


def new_id(choose: Callable[[str], str]) -> str:
    """A random id; ``choose`` picks one sign of a text by chance.

    >>> new_id(lambda signs: signs[1])
    'M111111111111'
    """
    return ID_PREFIX + "".join(choose(NUMBER_SIGNS) for _ in range(ID_SIGNS))


def new_card(choose: Callable[[str], str]) -> OwnCode:
    """The code of a new card, with 80 random bits.

    >>> new_card(lambda signs: signs[0]).text
    'KXM0000000000000000EJ'
    """
    return OwnCode(OwnCodeKind.MEMBER_CARD, "".join(choose(NUMBER_SIGNS) for _ in range(CARD_SIGNS)))


def clean_details(details: MemberDetails, *, calling_code: str, today: date) -> MemberDetails:
    """The details as they are stored: clean texts, the phone number with the ``calling_code`` of its country.

    Raises :class:`WrongMemberDetail`, :class:`MemberWithoutContact` or :class:`models.card_data.CardDataRefused`.
    """
    check_no_card_data(details.name, details.notes, details.postcode)
    phone = phone_number(details.phone, calling_code) if details.phone.strip() else ""
    clean = MemberDetails(
        name=clean_text(details.name),
        phone=phone or "",
        email=details.email.strip().lower(),
        birth_year=details.birth_year,
        birthday=details.birthday.strip(),
        postcode=clean_text(details.postcode).upper(),
        notes=clean_text(details.notes),
        operator=details.operator,
    )
    wrong = next((field for field, is_right in _checks(clean, phone, today) if not is_right), None)
    if wrong is not None:
        raise WrongMemberDetail(_WHY[wrong])
    if not (clean.phone or clean.email):
        raise MemberWithoutContact
    return clean


def _checks(clean: MemberDetails, phone: str | None, today: date) -> list[tuple[str, bool]]:
    youngest, oldest = today.year - AGE_MIN, today.year - AGE_MAX
    return [
        ("name", 0 < len(clean.name) <= NAME_SIGNS_MAX),
        ("phone", phone is not None),
        ("email", not clean.email or _is_address(clean.email)),
        ("birth_year", clean.birth_year is None or oldest <= clean.birth_year <= youngest),
        ("birthday", not clean.birthday or _is_day(clean.birthday)),
        ("postcode", not clean.postcode or _POSTCODE.fullmatch(clean.postcode) is not None),
        ("notes", len(clean.notes) <= NOTES_SIGNS_MAX),
    ]


def _is_address(text: str) -> bool:
    try:
        parse_address(text)
    except WrongMailAddress:
        return False
    return True


def _is_day(text: str) -> bool:
    parts = _DAY.fullmatch(text)
    if parts is None:
        return False
    try:
        date(_LEAP_YEAR, int(parts[1]), int(parts[2]))
    except ValueError:
        return False
    return True


def hide_phone(phone: str) -> str:
    """A phone number of which only the end is shown, for a screen that others see.

    >>> hide_phone("+46701740605")
    '•• 05'
    """
    return f"•• {phone[-2:]}" if phone else ""
