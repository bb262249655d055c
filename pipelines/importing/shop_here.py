"""The shop and location that an import goes into; an empty store becomes a shop of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from integrations.spreadsheets.columns import ImportPlace
from models.catalogue.product import TaxCategory
from models.jurisdiction.countries import jurisdiction_of
from models.pricing.tax import rates_on
from models.shop import Location, Shop
from operations.access.actors import office_actor
from operations.installation.opening import NewShop, register_shop
from operations.installation.shop_setup import FIRST_DEVICES, FIRST_LOCATION, UNNAMED_COMPANY
from pipelines.importing.report import ImportOptions, UnknownLocation
from store import shop
from store.database.engine import Store


@dataclass(frozen=True, slots=True)
class Here:
    """The shop that an import goes into; ``is_new``: it is to be registered first."""

    company: Shop
    location: Location
    is_new: bool

    @property
    def location_id(self) -> int:
        """The number of the location."""
        return self.location.id

    @property
    def place(self) -> ImportPlace:
        """What distinguishes columns alike: the shop's currency, the name of the location."""
        return ImportPlace(self.company.currency, self.location.name)


def find_here(store: Store, options: ImportOptions) -> Here:
    """The shop and location to import into; raises :class:`UnknownLocation`."""
    with store.view() as view:
        company = shop.find_shop(view)
        if company is None:
            return Here(UNNAMED_COMPANY, FIRST_LOCATION, is_new=True)
        locations = {location.id: location for location in shop.all_locations(view)}
    if options.location_id is not None and options.location_id not in locations:
        raise UnknownLocation(options.location_id)
    return Here(company, locations[options.location_id or next(iter(locations))], is_new=False)


def begin_shop(store: Store, here: Here, *, at: datetime) -> None:
    """Register the shop that an import begins, if there is none."""
    if here.is_new:
        register_shop(store, office_actor(store), NewShop(UNNAMED_COMPANY, (FIRST_LOCATION,), FIRST_DEVICES), at=at)


def own_rates(here: Here, at: datetime) -> dict[TaxCategory, int]:
    """The tax rates of a shop that is not registered yet."""
    return rates_on(jurisdiction_of(here.company.country).tax_rates, here.company.business_day(at))
