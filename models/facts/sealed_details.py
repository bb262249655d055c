"""Seals of personal details: they show that a detail was changed, and reveal nothing once the salt is gone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct

from models.facts.envelope import Fact
from models.journal import JournalKind


class Seal(Struct, frozen=True):
    """Whose details, and their seal: 64 hexadecimal digits."""

    subject: str
    seal: str


@dataclass(frozen=True, slots=True)
class DetailsSealed(Fact):
    """Personal details were stored: of a member, a customer account, a household, or an order in the web shop."""

    kind: ClassVar[JournalKind] = JournalKind.DETAILS_SEALED

    seals: tuple[Seal, ...]


def seal_of(salt: str, values: Sequence[str | int | None]) -> str:
    """The SHA-256 of a random salt of 128 bits and the values in their order.

    Nobody finds the values by trying, without the salt, which is erased with them.

    >>> seal_of("00", ["Anna", None])[:12], seal_of("01", ["Anna", None])[:12]
    ('4d6c45f83ac7', 'fda42d12317b')
    """
    text = json.dumps([salt, *values], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def member_subject(member_id: str) -> str:
    """Under what a member's details are sealed.

    >>> member_subject("M1")
    'member M1'
    """
    return f"member {member_id}"


def household_subject(code: str) -> str:
    """Under what the groups of a household are sealed.

    >>> household_subject("7")
    'household 7'
    """
    return f"household {code}"


def account_subject(number: str) -> str:
    """Under what the details of a customer account are sealed.

    >>> account_subject("1001")
    'customer account 1001'
    """
    return f"customer account {number}"


def web_order_subject(order_id: int) -> str:
    """Under what it is sealed who placed an order in the web shop.

    >>> web_order_subject(7)
    'order of the web shop 7'
    """
    return f"order of the web shop {order_id}"
