"""The promotions of the shop, stored with every version of theirs, and read for an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from models.errors import Refused
from models.facts.promotion import PromotionTerms
from models.promotions.promotion import Promotion
from models.promotions.promotion_index import PromotionIndex
from models.promotions.promotion_terms import read_terms, terms_of, write_terms
from store import schema
from store.database.prepared import Prepared

_TABLE = schema.promotion
_at = sa.bindparam("at", type_=_TABLE.c.begun_at.type)
_AT = Prepared(
    sa.select(_TABLE.c.id, _TABLE.c.terms)
    .where(
        _TABLE.c.begun_at <= _at,
        sa.or_(_TABLE.c.ended_at.is_(None), _TABLE.c.ended_at > _at),
        sa.or_(_TABLE.c.until.is_(None), _TABLE.c.until > sa.bindparam("day", type_=sa.Date)),
    )
    .order_by(_TABLE.c.id)
)
_ONE_DAY = timedelta(days=1)


class NoSuchPromotion(Refused):
    """There is no promotion of that number, or it has ended."""

    code = "no_such_promotion"
    text = (
        "There is no promotion {promotion_id} that could change. Nothing was changed; look at the list of promotions."
    )

    promotion_id: int


@dataclass(frozen=True, slots=True)
class StoredPromotion:
    """A promotion as it is now, since when, and when it ended, if somebody ended it."""

    promotion: Promotion
    version: int
    begun_at: datetime
    ended_at: datetime | None


def promotions_at(view: sa.Connection, at: datetime, day: date) -> PromotionIndex:
    """The promotions as they were at an instant, but those that were over on the day before ``day``, the shop's."""
    # Hours after midnight belong to the day before.
    rows = _AT.ask(view, {"at": at, "day": day - _ONE_DAY})
    return _read_index(tuple((number, terms) for number, terms in rows))


@lru_cache(maxsize=8)
def _read_index(rows: tuple[tuple[int, str], ...]) -> PromotionIndex:
    """Rows read and looked up once: the till asks at each scan, and what they are changes seldom."""
    return PromotionIndex.of(read_terms(number, terms) for number, terms in rows)


def list_promotions(view: sa.Connection) -> list[StoredPromotion]:
    """Every promotion as it is now, the newest first."""
    newest = sa.select(_TABLE.c.id, sa.func.max(_TABLE.c.version).label("version")).group_by(_TABLE.c.id).subquery()
    joined = sa.and_(_TABLE.c.id == newest.c.id, _TABLE.c.version == newest.c.version)
    query = sa.select(_TABLE).join(newest, joined).order_by(_TABLE.c.id.desc())
    return [_stored(row) for row in view.execute(query)]


def promotion_versions(view: sa.Connection) -> list[StoredPromotion]:
    """Every version of every promotion, the oldest first."""
    return [_stored(row) for row in view.execute(sa.select(_TABLE).order_by(_TABLE.c.id, _TABLE.c.version))]


def find_promotion(view: sa.Connection, promotion_id: int) -> StoredPromotion:
    """A promotion that has not been ended; raises :class:`NoSuchPromotion`."""
    query = sa.select(_TABLE).where(_TABLE.c.id == promotion_id).order_by(_TABLE.c.version.desc()).limit(1)
    row = view.execute(query).one_or_none()
    if row is None or row.ended_at is not None:
        raise NoSuchPromotion(promotion_id)
    return _stored(row)


def next_promotion_id(view: sa.Connection) -> int:
    """A number that no promotion has."""
    return (view.scalar(sa.select(sa.func.max(_TABLE.c.id))) or 0) + 1


def save_promotion(tx: sa.Connection, promotion: Promotion, *, version: int, at: datetime) -> None:
    """Store a version of a promotion that holds from an instant on, in place of the one before it."""
    close_promotion(tx, promotion.id, at=at)
    row: dict[str, Any] = {
        "id": promotion.id,
        "version": version,
        "begun_at": at,
        "ended_at": None,
        "until": promotion.time.until,
        "terms": write_terms(promotion),
    }
    tx.execute(_TABLE.insert(), row)


def close_promotion(tx: sa.Connection, promotion_id: int, *, at: datetime) -> None:
    """Let the present version of a promotion hold until an instant."""
    is_present = sa.and_(_TABLE.c.id == promotion_id, _TABLE.c.ended_at.is_(None))
    tx.execute(_TABLE.update().where(is_present).values(ended_at=at))


def stored_terms(view: sa.Connection) -> dict[int, tuple[PromotionTerms, bool]]:
    """The terms of each promotion as they are now, and whether it has ended."""
    newest = list_promotions(view)
    return {each.promotion.id: (terms_of(each.promotion), each.ended_at is not None) for each in newest}


def days_of_versions(view: sa.Connection) -> list[tuple[int, int, date | None, date | None]]:
    """Of each version its promotion, its number, the day that is looked for, and the day of its terms."""
    rows = view.execute(sa.select(*_TABLE.c["id", "version", "until", "terms"]))
    return [(row.id, row.version, row.until, read_terms(row.id, row.terms).time.until) for row in rows]


def _stored(row: sa.Row[Any]) -> StoredPromotion:
    return StoredPromotion(read_terms(row.id, row.terms), row.version, row.begun_at, row.ended_at)
