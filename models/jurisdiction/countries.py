"""The jurisdictions that Kassa knows, by country."""

from __future__ import annotations

from dataclasses import replace

from models.jurisdiction.jurisdiction import Jurisdiction
from models.jurisdiction.sweden import SWEDEN

#: The country of a shop that has not set one.
HOME = SWEDEN
JURISDICTIONS = {each.country: each for each in (SWEDEN,)}


def jurisdiction_of(country: str) -> Jurisdiction:
    """The jurisdiction of a country. One that Kassa does not know has the rules of :data:`HOME` and no tax table.

    >>> jurisdiction_of(HOME.country) is HOME, jurisdiction_of("US").tax_rates
    (True, ())
    """
    known = JURISDICTIONS.get(country)
    return known or replace(HOME, country=country, tax_rates=(), supply_rules=(), deposits=(), age_limits=())
