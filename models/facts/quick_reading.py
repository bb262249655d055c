"""Reading very many facts: a row of the current version goes straight into its record, ten times as fast."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import Decoder

from models.access.actor import Actor, Approval
from models.facts.envelope import Fact, RecordedFact
from models.facts.registry import FACTS, read_fact


class _ActorValues(Struct, frozen=True):
    operator: str
    device: int
    approved_by: str | None = None
    approved: str = ""
    approval_reason: str = ""


class _Envelope(Struct, frozen=True):
    version: int = 1
    actor: _ActorValues | None = None


_ENVELOPE = Decoder(_Envelope)
_DECODERS: dict[type[Fact], Decoder[Any]] = {}


def read_quickly(kind: str, payload: str, facts: Mapping[str, type[Fact]] = FACTS) -> RecordedFact[Fact]:
    """What :func:`models.facts.registry.read_fact` reads, for a journal that is not being checked.

    Rows of earlier versions take the slow way. Raises :class:`ValueError` for a row that cannot be read.
    """
    fact_type = facts.get(kind)
    if fact_type is None:
        raise ValueError(f"{kind!r:.40} is no kind of fact")
    try:
        envelope = _ENVELOPE.decode(payload)
        if envelope.version != fact_type.version:
            return read_fact(kind, payload)
        decoder = _DECODERS.get(fact_type) or _DECODERS.setdefault(fact_type, Decoder(fact_type))
        return RecordedFact(decoder.decode(payload), _actor(envelope.actor), envelope.version)
    except (DecodeError, ValidationError, UnicodeError) as error:
        raise ValueError(f"{payload[:40]!r} is no {kind}") from error


def _actor(values: _ActorValues | None) -> Actor | None:
    if values is None:
        return None
    by = values.approved_by
    approval = None if by is None else Approval(by, values.approved, values.approval_reason)
    return Actor(values.operator, values.device, approval=approval)
