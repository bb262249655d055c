"""Fields that the page itself fills, so that the browser has what the page believes.

Streamlit sends a value that a run put into the session's state once, with that run. A press that cuts the run short
takes it away: the browser then has the field with its default, and sends that back as if somebody had entered it. So a
value is filled in here as the default of a field with a key of its own, which every later run sends again.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from models.quantity import Unit

#: No text that people enter has this sign, so a key with it is nobody else's.
_SIGN = "\x1f"
_COUNT = f"filled{_SIGN}count"


def fill(key: str, value: Any) -> None:
    """Let the field ``key`` have ``value`` from now on, in a callback or before it is drawn."""
    number = st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    st.session_state[f"{key}{_SIGN}filled"] = (f"{key}{_SIGN}{number}", value)


def field_of(key: str, usual: Any = None) -> tuple[str, Any]:
    """The key under which Streamlit has the field, and its default: ``usual`` until it is filled."""
    drawn: tuple[str, Any] = st.session_state.get(f"{key}{_SIGN}filled", (key, usual))
    return drawn


def entered(key: str) -> Any:
    """What the field has: entered by somebody, else filled by the page; ``None`` if neither."""
    drawn, value = field_of(key)
    return st.session_state.get(drawn, value)


def quantity_in_field(units: Decimal, unit: Unit) -> int | float:
    """A quantity as a field for numbers has it: whole pieces, else with decimals.

    >>> quantity_in_field(Decimal("3.000"), Unit.PIECE), quantity_in_field(Decimal("0.750"), Unit.KILOGRAM)
    (3, 0.75)
    """
    return int(units) if unit is Unit.PIECE else float(units)


def fill_if_other(key: str, units: Decimal | None, unit: Unit) -> None:
    """Let a field for a quantity have what the page believes, if that is known and the field has something else.

    So it is when the page of a list was turned, or when a run that a scan has ended filled in what it had read before.
    """
    if units is not None and entered(key) != (value := quantity_in_field(units, unit)):
        fill(key, value)


def empty(*keys: str) -> None:
    """Forget what the fields have."""
    for key in keys:
        st.session_state.pop(field_of(key)[0], None)
        st.session_state.pop(f"{key}{_SIGN}filled", None)
