"""What the tills of a SAF-T file name: people, goods with their groups, rates of tax, and the keys of the journal."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from integrations.saft_no.saft_codes import NO_GROUP
from integrations.saft_no.saft_events import COPIES, Copied
from integrations.saft_no.saft_head import SaftCompany, SaftContents, SaftPerson, SaftProduct
from integrations.saft_no.saft_transactions import product_id
from models.facts.operator import OperatorsChanged
from models.facts.quick_reading import read_quickly
from models.facts.sale import SoldLine
from models.journal_signature import fingerprint
from models.jurisdiction.countries import jurisdiction_of
from models.shop import Shop
from store import journal, shop
from store.access.operators import all_operators
from store.catalogue.one_product import find_products, prices_of
from store.catalogue.whole_range import all_categories, all_tax_rates
from store.database.columns import from_micros
from store.database.engine import Connection
from store.journal import JournalPeriod

#: The key of a row that was written before the device had one.
NO_KEY = "unsigned"
_PRODUCTS_AT_ONCE = 500


class SaftLedger:
    """Collects what the tills name while they are read; ``groups`` have the group of each product."""

    def __init__(self, view: Connection, company: Shop) -> None:
        self._view, self._company = view, company
        self.language = jurisdiction_of(company.country).language
        self._categories = {each.code: each.name_in(self.language) for each in all_categories(view)}
        self._names: dict[str, str] = {}
        self._people: set[str] = set()
        self._rates: set[int] = set()
        self._other_groups: dict[str, str] = {}
        self.groups: dict[str, str] = {}

    def company(self) -> SaftCompany:
        """The shop as the file names it."""
        digits = "".join(each for each in self._company.org_number if each.isdigit())
        return SaftCompany(digits, self._company.company, self._company.country, self._company.currency)

    def add_person(self, code: str) -> None:
        """Somebody acted."""
        if code:
            self._people.add(code)

    def add_lines(self, lines: Sequence[SoldLine]) -> None:
        """Goods were sold or taken back."""
        for line in lines:
            self._rates.add(line.tax_rate_ppm)
            self._names[product_id(line)] = line.name
        fresh = {product_id(line): line.sku for line in lines if product_id(line) not in self.groups}
        stored = find_products(self._view, list(fresh.values())) if fresh else {}
        for code, sku in fresh.items():
            product = stored.get(sku)
            self.groups[code] = product.category if product and product.category in self._categories else NO_GROUP

    def group_codes(self, names: Iterable[str]) -> dict[str, str]:
        """The code of each group by the name that it has in a report; one that is renamed since has that name."""
        codes = {name: code for code, name in reversed(self._categories.items())}
        by_name = {name: codes.get(name, name) for name in names}
        self._other_groups.update({code: name for name, code in by_name.items() if name and name not in codes})
        return by_name

    def contents(self, first: date) -> SaftContents:
        """Everything that was collected; what has no day of its own has that of ``first``."""
        begin = datetime.combine(first, time(), ZoneInfo(self._company.zone))
        groups = {**self._categories, **self._other_groups, NO_GROUP: "No group"}
        return SaftContents(self._since_when(first), self._employees(begin), self._products(first), groups)

    def copies(self, periods: Iterable[JournalPeriod]) -> dict[int, int]:
        """How many copies of each receipt were made in the periods, by the id of its sale."""
        sums: dict[int, int] = {}
        for period in periods:
            for row in journal.read_period(self._view, period, COPIES):
                fact = read_quickly(row.kind, row.payload).fact
                if isinstance(fact, Copied):
                    sums[fact.sale] = sums.get(fact.sale, 0) + 1
        return sums

    def _since_when(self, first: date) -> dict[int, date]:
        begins: dict[int, date] = {}
        for each in all_tax_rates(self._view, self._company.country):
            begins[each.rate_ppm] = min(begins.get(each.rate_ppm, each.valid_from), each.valid_from)
        return {rate_ppm: begins.get(rate_ppm, first) for rate_ppm in self._rates}

    def _employees(self, begin: datetime) -> list[SaftPerson]:
        people = {each.code: each for each in all_operators(self._view)}
        since = self._first_days()
        return [
            SaftPerson(
                code,
                people[code].name if code in people else code,
                people[code].role if code in people else "",
                since.get(code, begin),
            )
            for code in sorted(self._people)
        ]

    def _first_days(self) -> dict[str, datetime]:
        since: dict[str, datetime] = {}
        for device in shop.all_devices(self._view):
            for row in journal.read(self._view, device.id, kinds=[OperatorsChanged.kind]):
                at = self._company.wall_clock(from_micros(row.at_micros))
                fact = read_quickly(row.kind, row.payload).fact
                codes = [each.code for each in fact.operators] if isinstance(fact, OperatorsChanged) else []
                since.update({code: min(since.get(code, at), at) for code in codes})
        return since

    def _products(self, first: date) -> list[SaftProduct]:
        products, sold = [], sorted(self.groups)
        for place in range(0, len(sold), _PRODUCTS_AT_ONCE):
            codes = sold[place : place + _PRODUCTS_AT_ONCE]
            prices = prices_of(self._view, codes, self._company.currency)
            for code in codes:
                since = min((each.valid_from for each in prices[code]), default=first)
                products.append(SaftProduct(code, self._names[code], self.groups[code], since))
        return products


def row_keys(view: Connection, device_id: int) -> Callable[[int], str]:
    """A short name of the key with which a device signed each row of its journal."""
    keys = [(row.seq, row.new_key) for row in journal.signed_rows(view, device_id, keys_only=True) if row.new_key]
    first_rows = [seq for seq, _ in keys]

    def key_of(seq: int) -> str:
        place = bisect_right(first_rows, seq)
        return fingerprint(keys[place - 1][1]) if place else NO_KEY

    return key_of
