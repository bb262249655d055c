"""Codes that a customer showed for an open basket, vouchers, gift cards and points, each in one column as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable

from models.members.point_entry import PointsUse
from models.selling.deposit_voucher import DepositVoucher
from models.selling.gift_card import GiftCardPart
from models.selling.shown_codes import ShownCode

_NONE = "[]"


def write_codes(codes: Iterable[ShownCode]) -> str:
    """The text of a column."""
    rows = [(each.code, each.promotion, each.is_coupon) for each in codes]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else _NONE


def read_codes(text: str) -> tuple[ShownCode, ...]:
    """The codes that :func:`write_codes` wrote."""
    return () if text == _NONE else tuple(ShownCode(*values) for values in json.loads(text))


def write_vouchers(vouchers: Iterable[DepositVoucher]) -> str:
    """The text of the column of deposit vouchers."""
    rows = [(each.number, each.amount_minor, each.reason) for each in vouchers]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else _NONE


def read_vouchers(text: str) -> tuple[DepositVoucher, ...]:
    """The vouchers that :func:`write_vouchers` wrote."""
    return () if text == _NONE else tuple(DepositVoucher(*values) for values in json.loads(text))


def write_cards(parts: Iterable[GiftCardPart]) -> str:
    """The text of a column of gift cards."""
    rows = [(each.card, each.last_four, each.amount_minor, each.position) for each in parts]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else _NONE


def read_cards(text: str) -> tuple[GiftCardPart, ...]:
    """The gift cards that :func:`write_cards` wrote."""
    return () if text == _NONE else tuple(GiftCardPart(*values) for values in json.loads(text))


def write_points(use: PointsUse | None) -> str:
    """The text of the column of points."""
    return "" if use is None else json.dumps((use.points, use.value_minor, use.excluded), separators=(",", ":"))


def read_points(text: str) -> PointsUse | None:
    """The points that :func:`write_points` wrote."""
    if not text:
        return None
    points, value_minor, excluded = json.loads(text)
    return PointsUse(points, value_minor, tuple(excluded))
