"""Sealing personal details in the journal as they are stored."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence

from models.facts.sealed_details import DetailsSealed, Seal, seal_of
from operations.unit_of_work import UnitOfWork
from store import salts

#: So many seals are in one row of the journal.
PORTION = 500
#: 128 random bits.
_HEX, _SALT_SIGNS = "0123456789abcdef", 32


def seal_details(
    work: UnitOfWork,
    details: Mapping[str, Sequence[str | int | None]],
    choose: Callable[[str], str] = secrets.choice,
) -> None:
    """Record seals of what is stored of some subjects now, each with a fresh salt.

    Whoever changes the rows behind our back is found; who reads the journal learns nothing. Salts come from the
    system's own chance; another ``choose`` is for a shop to try.
    """
    fresh = {subject: "".join(choose(_HEX) for _ in range(_SALT_SIGNS)) for subject in details}
    salts.save_salts(work.tx, fresh)
    seals = [Seal(subject, seal_of(fresh[subject], values)) for subject, values in details.items()]
    for begin in range(0, len(seals), PORTION):
        work.record(DetailsSealed(tuple(seals[begin : begin + PORTION])))
