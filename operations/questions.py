"""Questions about the shop and their answers: figures with their period, unit, definition and receipts. Only reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor, is_permitted
from models.access.own_role import permissions_of
from models.access.permission import Permission
from models.analytics.asked_figures import askable, exact_text, find_metric, rounded_text
from models.analytics.asked_period import PERIOD_FORMS, AskedPeriod, parse_period
from models.analytics.choices import UnknownChoice
from models.analytics.sales import Metric, MetricUnit
from models.analytics.shop_text import clean_text, shop_text
from models.money import MINOR_DIGITS
from models.shop import Shop
from operations.access.permissions import check
from store import shop
from store.access import operators
from store.analysis import asked_goods, reports
from store.analysis.asked_sales import AskedSales, asked_totals, has_product, receipts_behind
from store.analysis.reports import Ranking, Span
from store.cash.trade_figures import tax_of_days
from store.catalogue import whole_range
from store.database import versions
from store.database.engine import Connection, Store
from store.database.read_only import ReadOnlyStore
from store.shop import NoShop

#: So many rows and receipt numbers an answer has at most.
ROWS_MAX, RECEIPTS_MAX = 50, 20
#: So many of the shop's own words an error or a list names at most.
NAMES_MAX = 200
_Values = Mapping[str, object]
_Answer = dict[str, object]


@dataclass(frozen=True, slots=True)
class Asker:
    """What a question is read with: the view, the shop, the instant, and whether its operator may see costs."""

    view: Connection
    company: Shop
    at: datetime
    sees_costs: bool

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The figures that the operator may ask for."""
        return askable(may_see_costs=self.sees_costs)


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of question, with the values that it takes (those of ``needs`` in any case)."""

    name: str
    text: str
    takes: tuple[str, ...]
    needs: tuple[str, ...]
    answer: Callable[[Asker, _Values], _Answer]


def open_to_ask(url: str) -> ReadOnlyStore:
    """The shop's store for questions alone.

    Raises :class:`store.shop.NoShop`, :class:`store.database.engine.StoreUnavailable` and what
    :func:`store.database.versions.check` raises.
    """
    store = ReadOnlyStore(url)
    if store.file is not None and not store.file.exists():
        raise NoShop
    try:
        with store.view() as view:
            versions.check(view)
            shop.get_shop(view)
    except BaseException:
        store.close()
        raise
    return store


def asking_actor(store: Store, operator: str) -> Actor:
    """The person for whom an assistant asks, with what their role permits at this moment.

    Raises :class:`store.access.operators.UnknownOperator`, also for somebody who works here no longer.
    """
    with store.view() as view:
        person = operators.get_operator(view, operator)
        if not person.active:
            raise operators.UnknownOperator(operator)
        return Actor(person.code, shop.office_id(view), permissions_of(person.role, operators.own_roles(view)))


def answer_question(store: Store, actor: Actor, topic: str, values: _Values, *, at: datetime) -> _Answer:
    """The answer to a question of a topic; nothing is written.

    Raises :class:`operations.access.permissions.NotPermitted`, and
    :class:`models.analytics.choices.UnknownChoice` for a topic, figure, filter, period or name that there is not.
    """
    check(actor, Permission.SEE_FIGURES)
    kind = next((each for each in TOPICS if each.name == topic), None)
    if kind is None:
        raise UnknownChoice("question", topic, [each.name for each in TOPICS])
    _check_values(kind, values)
    with store.view() as view:
        asker = Asker(view, shop.get_shop(view), at, is_permitted(actor, Permission.SEE_COSTS))
        return kind.answer(asker, values)


def _check_values(topic: Topic, values: _Values) -> None:
    for name in values:
        if name not in topic.takes:
            raise UnknownChoice("filter", name, topic.takes)
    for name in topic.needs:
        if name not in values:
            raise UnknownChoice(name, "", [f"a value of {name}; list_figures has them"])


def _list_figures(asker: Asker, _: _Values) -> _Answer:
    categories = whole_range.all_categories(asker.view)
    return {
        "figures": [_definition(each, asker.company) for each in asker.metrics],
        "periods": list(PERIOD_FORMS),
        "filters": {
            "location": [{"number": each.id, "name": shop_text(each.name)} for each in shop.all_locations(asker.view)],
            "till": [each.id for each in shop.all_devices(asker.view)],
            "category": [{"code": shop_text(each.code)} for each in categories[:NAMES_MAX]],
            "sku": "a product's key, as stock_on_hand and best_sellers show it",
        },
    }


def _figure(asker: Asker, values: _Values) -> _Answer:
    metric = find_metric(_text(values, "figure"), asker.metrics)
    period = _period(asker, values)
    sales = _question(asker, values, period)
    value = metric.of(asked_totals(asker.view, sales))
    count, numbers = receipts_behind(asker.view, sales, RECEIPTS_MAX)
    digits = MINOR_DIGITS.get(asker.company.currency, 2)
    return {
        **_definition(metric, asker.company),
        "value": rounded_text(value, metric.unit, digits),
        "exact": exact_text(value),
        **_days(period),
        "filters": {name: _safe(values[name]) for name in sorted(_FILTERS) if name in values},
        "receipts_behind": {"count": count, "first_numbers": numbers},
    }


def _best_sellers(asker: Asker, values: _Values) -> _Answer:
    rankings = [each.value for each in Ranking if asker.sees_costs or each is not Ranking.MARGIN]
    by = _text(values, "by") if "by" in values else Ranking.NET.value
    if by not in rankings:
        raise UnknownChoice("by", by, rankings)
    period = _period(asker, values)
    span = _question(asker, values, period).span
    rows = reports.best_sellers(asker.view, span, Ranking(by), ROWS_MAX)
    products = [_sold(asker, each) for each in rows]
    return {"by": by, **_unit_of_money(asker), **_days(period), "at_most": ROWS_MAX, "products": products}


def _sold(asker: Asker, product: reports.ProductSales) -> _Answer:
    row: _Answer = {
        "sku": shop_text(product.sku),
        "name": shop_text(product.name),
        "quantity": str(product.quantity),
        "unit": product.unit.value,
        "net_minor": product.net_minor,
    }
    return row | ({"margin_minor": product.margin_minor} if asker.sees_costs else {})


def _tax_by_rate(asker: Asker, values: _Values) -> _Answer:
    period = _period(asker, values)
    rates = [
        {"rate_ppm": each.rate_ppm, "net_minor": each.net, "tax_minor": each.tax, "gross_minor": each.gross}
        for each in tax_of_days(asker.view, period.first, period.last)
    ]
    definition = "sales less returns by tax rate, of the whole shop, without what is put on gift cards"
    return {"definition": definition, **_unit_of_money(asker), **_days(period), "rates": rates}


def _stock_on_hand(asker: Asker, values: _Values) -> _Answer:
    location_id = _number(values, "location", [each.id for each in shop.all_locations(asker.view)])
    rows = asked_goods.stock_of(asker.view, location_id, _sku(asker, values), ROWS_MAX)
    goods = [
        {
            "location": each.location_id,
            "sku": shop_text(each.sku),
            "name": shop_text(each.name),
            "on_hand": str(each.on_hand),
            "unit": each.unit,
        }
        for each in rows
    ]
    definition = "what is on hand now: the sum of all movements; the least first"
    return {"definition": definition, "at": _instant(asker), "at_most": ROWS_MAX, "goods": goods}


def _open_orders(asker: Asker, _: _Values) -> _Answer:
    counts = asked_goods.open_orders(asker.view)
    definition = "orders that are not finished now, by state: of customers in the web shop, and to suppliers"
    return {"definition": definition, "unit": "orders", "at": _instant(asker), **counts}


def _definition(metric: Metric, company: Shop) -> _Answer:
    unit = company.currency if metric.unit is MetricUnit.MONEY else metric.unit.value
    return {"figure": metric.key, "unit": unit, "definition": metric.formula}


def _unit_of_money(asker: Asker) -> _Answer:
    return {"unit": f"minor units of {asker.company.currency}"}


def _days(period: AskedPeriod) -> _Answer:
    return {"first_day": period.first.isoformat(), "last_day": period.last.isoformat()}


def _instant(asker: Asker) -> str:
    return asker.at.isoformat(timespec="seconds")


def _period(asker: Asker, values: _Values) -> AskedPeriod:
    return parse_period(_text(values, "period"), asker.company.business_day(asker.at))


def _question(asker: Asker, values: _Values, period: AskedPeriod) -> AskedSales:
    places = [each.id for each in shop.all_locations(asker.view)]
    tills = [each.id for each in shop.all_devices(asker.view)]
    location_id, till_id = _number(values, "location", places), _number(values, "till", tills)
    span = Span(period.first, period.until, location_id, till_id=till_id)
    return AskedSales(span, _sku(asker, values), _category(asker, values))


def _category(asker: Asker, values: _Values) -> str | None:
    if "category" not in values:
        return None
    codes = [each.code for each in whole_range.all_categories(asker.view)]
    if values["category"] not in codes:
        raise UnknownChoice("category", values["category"], [clean_text(each) for each in codes[:NAMES_MAX]])
    return str(values["category"])


def _sku(asker: Asker, values: _Values) -> str | None:
    if "sku" not in values:
        return None
    sku = _text(values, "sku")
    if not has_product(asker.view, sku):
        raise UnknownChoice("sku", sku, ["the products that best_sellers and stock_on_hand show"])
    return sku


def _number(values: _Values, name: str, numbers: list[int]) -> int | None:
    if name not in values:
        return None
    value = values[name]
    if type(value) is not int or value not in numbers:
        raise UnknownChoice(name, value, map(str, numbers))
    return value


def _text(values: _Values, name: str) -> str:
    value = values[name]
    return value if isinstance(value, str) else repr(value)


def _safe(value: object) -> object:
    return shop_text(value) if isinstance(value, str) else value


_FILTERS = frozenset({"location", "till", "category", "sku"})
#: Every kind of question that there is.
TOPICS = (
    Topic("list_figures", "The figures, periods and filters that exist; ask this first.", (), (), _list_figures),
    Topic(
        "figure", "One figure of a period, with its unit, definition and the receipts behind it.",
        ("figure", "period", "location", "till", "category", "sku"), ("figure", "period"), _figure,
    ),
    Topic(
        "best_sellers", "The products that sold most in a period, by net, units or margin.",
        ("period", "by", "location", "till"), ("period",), _best_sellers,
    ),
    Topic("tax_by_rate", "Sales less returns of a period by tax rate.", ("period",), ("period",), _tax_by_rate),
    Topic("stock_on_hand", "What is on hand now, the least first.", ("location", "sku"), (), _stock_on_hand),
    Topic("open_orders", "How many orders of customers and to suppliers are open.", (), (), _open_orders),
)  # fmt: skip
