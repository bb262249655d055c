"""The text that names a till's terminal at Stripe: ``stripe:tmr_XXXX`` for a reader, ``stripe:`` for codes only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from hardware.faults import WrongDeviceSetting

#: The key is in the environment of the server, never in the database, never in a setting.
KEY_NAME = "KASSA_STRIPE_KEY"
#: The address of a Stripe for tests on this machine; only for test keys.
ADDRESS_NAME = "KASSA_STRIPE_ADDRESS"
#: Where Stripe's page is, for the browser's rules about forms.
CHECKOUT_ORIGIN = "https://checkout.stripe.com"
#: Where a customer's phone goes after paying on a page of Stripe's, unless the text names another page.
RETURN_PAGE = "https://stripe.com/"
_READER = re.compile(r"tmr_[A-Za-z0-9_]{1,60}")


@dataclass(frozen=True, slots=True)
class StripeLink:
    """A reader, or none, the page to which a customer's phone returns, and whether the reader shows the basket."""

    reader: str | None
    return_page: str = RETURN_PAGE
    shows_basket: bool = False

    def __str__(self) -> str:
        options = [f"return={self.return_page}"] if self.return_page != RETURN_PAGE else []
        options += ["basket=yes"] if self.shows_basket else []
        return f"stripe:{self.reader or ''}{'?' if options else ''}{'&'.join(options)}"


def read_stripe_link(setting: str) -> StripeLink:
    """What ``setting`` names; raises :class:`WrongDeviceSetting`.

    >>> read_stripe_link("stripe:tmr_F1a?return=https://shop.example/thanks")
    StripeLink(reader='tmr_F1a', return_page='https://shop.example/thanks', shows_basket=False)
    """
    place, _, query = setting.removeprefix("stripe:").partition("?")
    if place and not _READER.fullmatch(place):
        raise WrongDeviceSetting(
            setting, "a reader of Stripe's is called tmr_ and letters; 'kassa terminal' lists them"
        )
    options = dict(parse_qsl(query, keep_blank_values=True))
    page, basket = options.pop("return", RETURN_PAGE), options.pop("basket", "no")
    if options:
        raise WrongDeviceSetting(setting, f"{next(iter(options))!r} cannot be set here; return and basket can")
    parts = urlsplit(page)
    if parts.scheme != "https" or not parts.hostname:
        raise WrongDeviceSetting(setting, "return is the address of a page, https://...")
    if basket not in {"yes", "no"} or (basket == "yes" and not place):
        raise WrongDeviceSetting(setting, "basket is yes or no, and needs a reader")
    return StripeLink(place or None, page, basket == "yes")
