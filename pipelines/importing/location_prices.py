"""Rows of a product list that name a location: each gives a product its price there, and changes nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from integrations.spreadsheets.heading_words import plain
from integrations.spreadsheets.products import ProductRow
from integrations.spreadsheets.rows import RowProblem, shown
from models.money import Money
from models.pricing.price_list import Price
from models.shop import Location


def names_of_locations(locations: Iterable[Location]) -> dict[str, int]:
    """What a cell may call a location: its name or its number."""
    return {name: each.id for each in locations for name in (plain(each.name), str(each.id))}


class LocationPrices:
    """Collects the prices of locations that are new; ``stored`` are those that hold, by location and SKU."""

    def __init__(self, stored: Mapping[tuple[int, str], int], locations: Mapping[str, int], heading: str) -> None:
        self.prices: list[Price] = []
        self._stored, self._locations, self._heading = stored, locations, heading
        self._rows: dict[tuple[int, str], int] = {}

    def contradictions(self, row: ProductRow, *, is_known: bool) -> list[RowProblem]:
        """What keeps a row from being taken in: no such location, no such product, or the same twice."""
        place = self._locations.get(plain(row.price_location))
        if place is None:
            return [self._problem(row, "unknown_location", "is no location of the shop")]
        if not is_known or row.open_price:
            reason = "needs a product of the shop, or of a row above without a location, that has a fixed price"
            return [self._problem(row, "location_without_product", reason)]
        before = self._rows.get((place, row.sku))
        return [] if before is None else [self._problem(row, "duplicate_sku", f"is in row {before} already")]

    def add(self, row: ProductRow, amount: Money, day: date) -> bool:
        """Take in a row without contradictions; whether it changes a price."""
        place = self._locations[plain(row.price_location)]
        self._rows[place, row.sku] = row.row
        if self._stored.get((place, row.sku)) == amount.minor:
            return False
        self.prices.append(Price(row.sku, amount, day, location_id=place))
        return True

    def _problem(self, row: ProductRow, code: str, reason: str) -> RowProblem:
        return RowProblem(row.row, self._heading, shown(row.price_location), code, reason)
