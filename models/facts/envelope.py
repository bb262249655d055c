"""What every fact of the journal has: a kind, a version of its values, and the actor who made it.

A fact is a frozen record whose fields are text, whole numbers, ``bool``, ``Decimal``, ``date``, other records, tuples
of one of these, or ``None``. Its payload is canonical JSON with one key a field, and two keys of the envelope:
``version`` and ``actor``. Rows written before there was an envelope have neither; they are version 1.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, ClassVar, Generic, TypeVar, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.json import Encoder
from msgspec.structs import fields as struct_fields

from models.access.actor import Actor, Approval
from models.journal import JournalKind

Values = Mapping[str, Any]
_Reader = Callable[[Any], Any]

#: Keys of the envelope; no field of a fact has such a name.
VERSION, ACTOR = "version", "actor"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened, as the journal stores it.

    A kind whose values change gets the next ``version`` and one more step in ``upgrades``: the step at place *n* takes
    the values of version *n* + 1 to version *n* + 2, so that rows of every version can be read.
    """

    kind: ClassVar[JournalKind]
    version: ClassVar[int] = 1
    upgrades: ClassVar[tuple[Callable[[Values], Values], ...]] = ()


_Known = TypeVar("_Known", bound=Fact)


@dataclass(frozen=True, slots=True)
class RecordedFact(Generic[_Known]):
    """A fact as it was read: ``actor`` is ``None`` in a row of before there was one."""

    fact: _Known
    actor: Actor | None
    version: int


def encode_fact(fact: Fact, actor: Actor) -> str:
    """The payload of a fact that an actor made: canonical JSON, the same text for the same values."""
    record: Any = type(fact)
    values: dict[str, object] = {name: getattr(fact, name) for name in _names(record)}
    values[VERSION] = fact.version
    values[ACTOR] = _actor_values(actor)
    return _ENCODER.encode(values).decode()


def decode_fact(fact_type: type[_Known], payload: str) -> RecordedFact[_Known]:
    """Read a fact of any version up to the current one.

    Raises :class:`ValueError` if the payload is not such a fact, or of a later version.
    """
    values = json.loads(payload)
    try:
        version, by = _int(values.pop(VERSION, 1)), values.pop(ACTOR, None)
        if not 0 < version <= fact_type.version:
            raise ValueError(f"{fact_type.kind} of version {version} is not known here")
        for upgrade in fact_type.upgrades[version - 1 :]:
            values = upgrade(values)
        return RecordedFact(_read_record(fact_type, values), _read_actor(by), version)
    except (TypeError, LookupError, AttributeError) as error:
        raise ValueError(f"{payload[:40]!r} is no {fact_type.kind}") from error


def _read_actor(values: Any) -> Actor | None:
    if values is None:
        return None
    return Actor(_str(values["operator"]), _int(values["device"]), approval=_read_approval(values))


def _read_approval(values: Mapping[str, Any]) -> Approval | None:
    by = values.get("approved_by")
    return None if by is None else Approval(_str(by), _str(values["approved"]), _str(values["approval_reason"]))


def _actor_values(actor: Actor) -> dict[str, object]:
    values: dict[str, object] = {"operator": actor.operator_id, "device": actor.device_id}
    if actor.approval is not None:
        by, what, reason = actor.approval.operator_id, actor.approval.permission, actor.approval.reason
        values |= {"approved_by": by, "approved": what, "approval_reason": reason}
    return values


@cache
def _names(record: Any) -> tuple[str, ...]:
    listed = fields(record) if is_dataclass(record) else struct_fields(record)
    return tuple(field.name for field in listed)


def _is_record(hint: Any) -> bool:
    return is_dataclass(hint) or (isinstance(hint, type) and issubclass(hint, Struct))


# Decimals become text and days ISO 8601; the keys of records are sorted like those of mappings.
_ENCODER = Encoder(decimal_format="string", order="sorted")


def _read_record(record: Any, values: Any) -> Any:
    readers = _readers(record)
    if not isinstance(values, Mapping) or values.keys() != readers.keys():
        raise ValueError(f"{values!r:.80} is no {record.__name__}")
    return record(**{name: read(values[name]) for name, read in readers.items()})


@cache
def _readers(record: Any) -> Mapping[str, _Reader]:
    hints = get_type_hints(record)
    return {name: _reader(hints[name]) for name in _names(record)}


def _reader(hint: Any) -> _Reader:
    origin, args = get_origin(hint), get_args(hint)
    if origin is UnionType and NoneType in args:
        (present,) = (_reader(each) for each in args if each is not NoneType)
        return lambda value: None if value is None else present(value)
    if origin is tuple:
        item = _reader(args[0])
        return lambda value: tuple(item(each) for each in _list(value))
    return partial(_read_record, hint) if _is_record(hint) else _PLAIN_READERS[hint]


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    return value


def _int(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r:.40} is no whole number")
    return value


def _bool(value: Any) -> bool:
    if value is True or value is False:
        return value
    raise ValueError(f"{value!r:.40} is neither true nor false")


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r:.40} is no list")
    return value


def _decimal(value: Any) -> Decimal:
    try:
        number = Decimal(_str(value))
    except InvalidOperation as error:
        raise ValueError(f"{value!r:.40} is no number") from error
    if not number.is_finite():
        raise ValueError(f"{value!r:.40} is no number")
    return number


def _date(value: Any) -> date:
    return date.fromisoformat(_str(value))


_PLAIN_READERS: Mapping[Any, _Reader] = {str: _str, int: _int, bool: _bool, Decimal: _decimal, date: _date}
