"""Figures and counted pieces as text: the form in which tables hold them."""

from __future__ import annotations

from msgspec import MsgspecError, json, to_builtins

from models.facts.cash import CountedPieces
from models.facts.day import DayFigures


def write_figures(figures: DayFigures) -> str:
    """The figures as JSON, the same text for the same figures."""
    return json.encode(figures).decode()


def read_figures(text: str) -> DayFigures:
    """The figures of a text; raises :class:`ValueError` for any other."""
    try:
        return json.decode(text, type=DayFigures)
    except MsgspecError as error:
        raise ValueError(f"{text[:40]!r} are no figures") from error


def write_pieces(pieces: tuple[CountedPieces, ...]) -> str:
    """Counted notes and coins as JSON.

    >>> write_pieces((CountedPieces(500_00, 2),))
    '[{"value":50000,"pieces":2}]'
    """
    return json.encode(pieces).decode()


def read_pieces(text: str) -> tuple[CountedPieces, ...]:
    """The pieces of a text; raises :class:`ValueError` for any other."""
    try:
        return json.decode(text, type=tuple[CountedPieces, ...])
    except MsgspecError as error:
        raise ValueError(f"{text[:40]!r} are no counted pieces") from error


def figure_values(figures: DayFigures) -> object:
    """The figures as plain values, for whoever writes them as JSON of their own."""
    return to_builtins(figures)
