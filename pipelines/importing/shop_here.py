"""The shop and location that an import goes into; an empty store becomes a shop of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from integrations.spreadsheets.columns import ImportPlace
from models.catalogue.product import TaxCategory
from models.jurisdiction.countries import HOME, jurisdiction_of
from models.pricing.tax import rates_on
from models.shop import Device, DeviceKind, Location, Shop
from operations.access.actors import office_actor
from operations.installation.opening import NewShop, register_shop
from pipelines.importing.report import ImportOptions, UnknownLocation
from store import shop
from store.database.engine import Store

#: The shop that an import begins when there is none yet.
OWN_SHOP = Shop("Min butik", "000000-0000", HOME.country, HOME.currency, HOME.zone, time(4))
OWN_LOCATION = Location(1, "Butiken", "")
OWN_DEVICES = (Device(1, DeviceKind.TILL, "KASSA01", 1), Device(100, DeviceKind.OFFICE, "KONTOR", 1))


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
            return Here(OWN_SHOP, OWN_LOCATION, is_new=True)
        locations = {location.id: location for location in shop.all_locations(view)}
    if options.location_id is not None and options.location_id not in locations:
        raise UnknownLocation(options.location_id)
    return Here(company, locations[options.location_id or next(iter(locations))], is_new=False)


def begin_shop(store: Store, here: Here, *, at: datetime) -> None:
    """Register the shop that an import begins, if there is none."""
    if here.is_new:
        register_shop(store, office_actor(store), NewShop(OWN_SHOP, (OWN_LOCATION,), OWN_DEVICES), at=at)


def own_rates(here: Here, at: datetime) -> dict[TaxCategory, int]:
    """The tax rates of a shop that is not registered yet."""
    return rates_on(jurisdiction_of(here.company.country).tax_rates, here.company.business_day(at))
