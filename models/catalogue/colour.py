"""The colours that a category may have on the till's screen."""

from __future__ import annotations

from enum import StrEnum

from models.errors import Refused


class Colour(StrEnum):
    """One of the colours of the till, in the order of its style sheet; each is at least 4.5:1 on its ground."""

    ORANGE = "orange"
    BLUE = "blue"
    GREEN = "green"
    RED = "red"
    TURQUOISE = "turquoise"
    OCHRE = "ochre"
    VIOLET = "violet"
    OLIVE = "olive"
    PINK = "pink"
    GREY = "grey"


class UnknownColour(Refused):
    """A colour that the till does not have."""

    code = "unknown_colour"
    text = "There is no colour {colour}. Nothing was changed; choose one of: {colours}."

    def __init__(self, colour: str) -> None:
        self.colour, self.colours = colour, ", ".join(Colour)
        super().__init__()


def parse_colour(text: str) -> Colour | None:
    """The colour that a text names, ``None`` for an empty one; raises :class:`UnknownColour`.

    >>> parse_colour("blue"), parse_colour("")
    (<Colour.BLUE: 'blue'>, None)
    """
    try:
        return Colour(text) if text else None
    except ValueError:
        raise UnknownColour(text) from None


def accent_of(colour: Colour | None, place: int) -> int:
    """The number of a category's colour in the till's style sheet: its own, else that of its place on the screen.

    >>> accent_of(Colour.GREEN, 7), accent_of(None, 12)
    (2, 2)
    """
    colours = list(Colour)
    return place % len(colours) if colour is None else colours.index(colour)
