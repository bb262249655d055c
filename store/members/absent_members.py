"""Members whom the shop has not seen for long."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from store import schema

_MEMBER, _SALE, _CONSENT = schema.member.c, schema.sale.c, schema.member_consent.c
_BASKET, _ACCOUNT = schema.basket.c, schema.point_account.c
_DOUBLE = schema.member.alias("double").c


def absent_members(view: sa.Connection, before: datetime, *, most: int) -> list[str]:
    """The ids of members of whom nothing happened since an instant, in their order, ``most`` at once.

    Neither they nor a double of theirs joined, bought, agreed or withdrew since; they have no points, no basket is
    theirs, and they do not work in the shop.
    """
    query = sa.select(_MEMBER.id).where(*_absent(before)).order_by(_MEMBER.id).limit(most)
    return list(view.scalars(query))


def count_absent(view: sa.Connection, before: datetime) -> int:
    """How many members :func:`absent_members` gives in all."""
    query = sa.select(sa.func.count()).select_from(schema.member).where(*_absent(before))
    return int(view.scalar(query) or 0)


def _absent(before: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        _MEMBER.merged_into.is_(None),
        _MEMBER.operator == "",
        _MEMBER.joined_at < before,
        *_never(_DOUBLE.id, _DOUBLE.joined_at >= before),
        *_never(_SALE.customer, _SALE.at >= before),
        *_never(_CONSENT.member, _CONSENT.at >= before),
        *_never(_BASKET.member, sa.true()),
        *_never(_ACCOUNT.member, _ACCOUNT.balance != 0),
    )


def _never(whose: sa.ColumnElement[str], happened: sa.ColumnElement[bool]) -> tuple[sa.ColumnElement[bool], ...]:
    """There is no such row of the member, and none of a double: two conditions, so that each uses its index."""
    rows = sa.select(sa.literal(1)).where(happened)
    of_double = rows.where(whose == _DOUBLE.id, _DOUBLE.merged_into == _MEMBER.id)
    return ~sa.exists(rows.where(whose == _MEMBER.id)), ~sa.exists(of_double)
