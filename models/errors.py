"""The three kinds of error, told apart by who must act."""

from __future__ import annotations

from typing import ClassVar


class KassaError(Exception):
    """An error with a stable ``code`` that interfaces translate and tests name.

    The message says what is wrong, that nothing was lost, and what to do next. The values that
    a translated message needs are attributes of the error.
    """

    code: ClassVar[str] = "error"


class Refused(KassaError):
    """The operator or the customer must do something else; asking again gives the same answer."""

    code: ClassVar[str] = "refused"


class Unavailable(KassaError):
    """Something outside is not there right now; the same request may work later."""

    code: ClassVar[str] = "unavailable"


class Broken(KassaError):
    """Our own mistake or damaged data: a developer must look."""

    code: ClassVar[str] = "broken"
