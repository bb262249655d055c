"""The three kinds of error, by who must act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Self, dataclass_transform


class Reason(str):
    """A value of an error that is a phrase, such as why a quantity cannot be.

    It is English text; interfaces translate it by its ``key`` (``reason.<key>``) and its ``values``, which fill the
    placeholders. A pickled one is text and nothing else.
    """

    __slots__ = ("key", "values")

    key: str
    values: Mapping[str, object]

    def __new__(cls, key: str, text: str, **values: object) -> Self:
        """The phrase ``text`` with its ``values``."""
        phrase = super().__new__(cls, text.format_map(values))
        phrase.key, phrase.values = key, values
        return phrase

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Be pickled as text."""
        return str, (str.__str__(self),)


@dataclass_transform(eq_default=False, field_specifiers=(field,))
class KassaError(Exception):
    """An error with a stable ``code`` that interfaces translate and tests name.

    A subclass is a list: its ``code``, its ``text`` and one annotation for each value. Its arguments are these values;
    they are attributes of the error, and ``text`` names them in braces::

        class NotPriced(Refused):
            code = "not_priced"
            text = "{sku} has no price on {day}. Nothing was added; give the product a price first."

            sku: str
            day: date

    The text states what is wrong, that nothing was lost, and what to do next. An error whose text needs a value that is
    calculated writes ``__init__`` itself: it sets the attributes, then calls ``super().__init__()``.
    """

    code: ClassVar[str] = "error"
    text: ClassVar[str] = "Kassa could not do this."

    def __init_subclass__(cls) -> None:
        """Give the class an ``__init__`` of its annotations, where it has none of its own."""
        super().__init_subclass__()
        dataclass(eq=False, repr=False, match_args=False)(cls)

    def __post_init__(self) -> None:
        """Build the message once the values are there."""
        super().__init__(self.text.format_map(vars(self)))


class Refused(KassaError):
    """The operator or the customer must do something else; asking again gives the same answer."""

    code: ClassVar[str] = "refused"


class Unavailable(KassaError):
    """Something outside is not there right now; the same request may work later."""

    code: ClassVar[str] = "unavailable"


class Broken(KassaError):
    """Our own mistake or damaged data: a developer must look."""

    code: ClassVar[str] = "broken"
