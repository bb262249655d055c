"""The fact that a till's event was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact, Values
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class RefusedValue:
    """One value of the error that refused an event, as text."""

    name: str
    value: str


def _from_scan_refused(values: Values) -> Values:
    """Version 1 had the error's code under ``why`` and no values."""
    return {"event": values["event"], "subject": values["subject"], "code": values["why"], "values": []}


@dataclass(frozen=True, slots=True)
class EventRefused(Fact):
    """An event of a till that changed nothing.

    ``event`` is its kind, ``subject`` what it named (a barcode, a SKU, a place in the basket), ``code`` and ``values``
    are those of the error. Version 1 was the kind ``scan_refused``, whatever the event was.
    """

    kind: ClassVar[JournalKind] = JournalKind.EVENT_REFUSED
    version: ClassVar[int] = 2
    upgrades = (_from_scan_refused,)

    event: str
    subject: str
    code: str
    values: tuple[RefusedValue, ...]


@dataclass(frozen=True, slots=True)
class RefusalsCounted(Fact):
    """So many events were refused after the instant ``since`` (ISO 8601) without a fact of their own.

    A till records the first refusals of ten minutes one by one; see :mod:`models.selling.refusals`.
    """

    kind: ClassVar[JournalKind] = JournalKind.REFUSALS_COUNTED

    count: int
    since: str


def refused_values(values: Mapping[str, object]) -> tuple[RefusedValue, ...]:
    """The values of an error in the order of their names.

    >>> refused_values({"unit": "piece", "position": 7})
    (RefusedValue(name='position', value='7'), RefusedValue(name='unit', value='piece'))
    """
    return tuple(RefusedValue(name, str(value)) for name, value in sorted(values.items()))
