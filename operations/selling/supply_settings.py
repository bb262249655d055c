"""Whether a till lets food be eaten in or taken away, from the shop's settings and its country's tax rules."""

from __future__ import annotations

from datetime import datetime

from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.tax_rules import SupplyMode
from models.selling.supply_choice import NO_CHOICE, SupplyChoice, categories_with_choice, parse_tills
from models.shop import Station
from models.shop_settings import EAT_IN_OFFERED, EAT_IN_TILLS
from store.database.engine import Connection
from store.setting_rows import get_value


def supply_choice(view: Connection, station: Station, at: datetime) -> SupplyChoice:
    """What may be chosen at a till; nothing where the shop does not ask."""
    if get_value(view, EAT_IN_OFFERED) != "yes":
        return NO_CHOICE
    company = station.shop
    categories = categories_with_choice(jurisdiction_of(company.country).supply_rules, company.tax_day(at))
    is_eaten_in = station.device.id in parse_tills(get_value(view, EAT_IN_TILLS))
    return SupplyChoice(categories, SupplyMode.EAT_IN if is_eaten_in else None)
