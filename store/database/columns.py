"""Column types that are exact on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from models.quantity import from_milli, to_milli

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Quantity(sa.types.TypeDecorator[Decimal]):
    """``Decimal`` stored as whole thousandths: SQLite has no decimal type."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Any) -> int | None:
        """Thousandths of the unit."""
        return None if value is None else to_milli(value)

    def process_result_value(self, value: int | None, _dialect: Any) -> Decimal | None:
        """The quantity, exact."""
        return None if value is None else from_milli(value)


class Instant(sa.types.TypeDecorator[datetime]):
    """Aware UTC instant stored as microseconds since 1970."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | int | None, _dialect: Any) -> int | None:
        """Whole microseconds since 1970-01-01T00:00Z; a number is taken to be just that."""
        return to_micros(value) if isinstance(value, datetime) else value

    def process_result_value(self, value: int | None, _dialect: Any) -> datetime | None:
        """An aware UTC instant."""
        return None if value is None else from_micros(value)


def to_micros(at: datetime) -> int:
    """Whole microseconds since 1970 of an aware instant, exact."""
    if at.tzinfo is None:
        raise ValueError("naive datetime")
    return (at - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC instant of so many microseconds since 1970."""
    return EPOCH + timedelta(microseconds=micros)
