"""The address of a company in the Peppol network: a scheme of the list ISO 6523 ICD, and the number in it.

Two schemes are known here: ``0007``, the Swedish organisation number, and ``0088``, the Global Location Number of GS1.
Both end with a check digit, which is calculated here as the rules of the network do (PEPPOL-COMMON-R040 and R049).
"""

from __future__ import annotations

from dataclasses import dataclass

from models.barcode import check_digit
from models.company_number import WrongCompanyNumber, check_company_number
from models.errors import Reason, Refused

ORGANISATION_SCHEME, GLN_SCHEME = "0007", "0088"
PEPPOL_ID_LENGTH_MAX = 20
_GLN_DIGITS = 13


class WrongPeppolId(Refused):
    """A text that is no address in the Peppol network."""

    code = "wrong_peppol_id"
    text = (
        "{value!r} is no Peppol id: {reason}. Nothing was changed; write 0007: and the organisation number, or 0088: "
        "and the location number (GLN) of 13 digits."
    )

    value: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class PeppolId:
    """An address in the Peppol network; both parts are digits."""

    scheme: str
    number: str

    def __str__(self) -> str:
        """The address as it is stored, such as ``0007:5560004755``."""
        return f"{self.scheme}:{self.number}"


def parse_peppol_id(text: str) -> PeppolId:
    """The address that somebody wrote; a number without its scheme is known by its length.

    Raises :class:`WrongPeppolId`.

    >>> str(parse_peppol_id("556000-4755")), str(parse_peppol_id("0088:7300010000001"))
    ('0007:5560004755', '0088:7300010000001')
    """
    scheme, colon, number = text.strip().rpartition(":")
    number = "".join(sign for sign in number if sign not in " -\u2013")
    if not colon:
        scheme = GLN_SCHEME if len(number) == _GLN_DIGITS else ORGANISATION_SCHEME
    if not (number.isascii() and number.isdigit()):
        raise WrongPeppolId(text[:40], Reason("peppol_digits", "its number must be digits"))
    if scheme == ORGANISATION_SCHEME:
        return PeppolId(scheme, _organisation(text, number))
    if scheme == GLN_SCHEME:
        return PeppolId(scheme, _location(text, number))
    raise WrongPeppolId(text[:40], Reason("peppol_scheme", "only the schemes 0007 and 0088 are known"))


def _organisation(text: str, number: str) -> str:
    try:
        return check_company_number(number).replace("-", "")
    except WrongCompanyNumber:
        raise WrongPeppolId(text[:40], Reason("peppol_company", "it is no organisation number")) from None


def _location(text: str, number: str) -> str:
    if len(number) != _GLN_DIGITS:
        raise WrongPeppolId(text[:40], Reason("peppol_length", "a location number has 13 digits"))
    if check_digit(number[:-1]) != int(number[-1]):
        raise WrongPeppolId(text[:40], Reason("peppol_check", "its last digit does not fit the others"))
    return number
