"""The range that a till sells, a page at a time: the first page is enough to begin."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from app.counter.open_counter import Counter
from app.till.server.at_till import EnrolledTill
from app.web.goods_pictures import tile_addresses
from app.web.request_parts import At, CounterOf, Reply
from app.words import LANGUAGES
from models.catalogue.colour import accent_of
from models.catalogue.content import Content
from models.catalogue.offering import Offering
from models.catalogue.product import Product
from models.jurisdiction.cash_money import cash_step
from models.money import Money
from models.pricing.comparison_price import stated_comparison_price
from models.selling.basket import DepositCharge
from models.selling.settlement import largest_note
from models.shop import Station
from store import catalogue, shop
from store.catalogue.deposit_rows import deposit_here, deposits_here
from store.database.engine import Connection

router = APIRouter()

#: Products of the first page, and of those that follow it while the till sells already.
FIRST_PAGE, PAGE = 500, 4_000

After = Annotated[str | None, Query(max_length=40, pattern=r"^[^\x00]*$")]


@router.get("/till/{till_id}/catalogue")
def till_catalogue(
    till_id: EnrolledTill,
    counter: CounterOf,
    at: At,
    after: After = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """A page of what the till can sell today, in the order of its screen: the first, or the one after a SKU.

    A product is ``[sku, name, price_minor, unit, category, [gtin, ...]]``; ``category`` is a place in ``categories``. A
    seventh value has what only some goods have: ``age_limit``, ``open_price``, ``deposit_minor`` and ``deposit_name``,
    the address of their ``picture`` and the comparison price, ``compared`` as ``[minor, unit]``.
    ``digest`` changes with the page. ``more`` is the SKU after which the next page begins, or ``null``. The first page
    also has what a till needs to know of the shop.
    """
    with counter.store.view() as view:
        station = shop.get_station(view, till_id)
        reply = _page(view, station, at, after)
        if after is None:
            reply = _shop_facts(view, station) | _favourites(counter, view, station, at) | reply
            reply["quick_keys"] = _quick_keys(view, station)
    digest = hashlib.sha256(_json(reply)).hexdigest()[:32]
    body, tag = _json(reply | {"digest": digest}), f'"{digest}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if if_none_match is not None and tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _json(reply: Reply) -> bytes:
    return json.dumps(reply, ensure_ascii=False, separators=(",", ":")).encode()


def _page(view: Connection, station: Station, at: At, after: str | None) -> Reply:
    size, day = FIRST_PAGE if after is None else PAGE, station.shop.business_day(at)
    place, location_id = _places(view), station.location.id
    offerings = catalogue.sellable_products(view, day, size, after, location_id=location_id)
    skus = [each.sku for each, _ in offerings]
    contents, pictures = catalogue.contents_of(view, skus), tile_addresses(view, skus)
    deposits = deposits_here(view, (each for each, _ in offerings), station.shop, day)
    return {
        "products": [
            _row(each, gtins, place)
            + _kind(each, contents.get(each.sku), station, (deposits.get(each.sku), pictures.get(each.sku)))
            for each, gtins in offerings
        ],
        "more": offerings[-1][0].sku if len(offerings) == size else None,
    }


def product_row(view: Connection, till_id: int, product: Product, at: At) -> list[object]:
    """A product as a page of the catalogue has it."""
    station = shop.get_station(view, till_id)
    day = station.shop.business_day(at)
    offering = catalogue.offering_by_sku(view, product.sku, day, station.location.id)
    row = _row(offering, (*product.gtins, *product.codes), _places(view))
    deposit = deposit_here(view, offering, station.shop, day)
    picture = tile_addresses(view, [product.sku]).get(product.sku)
    return row + _kind(offering, product.content, station, (deposit, picture))


def _places(view: Connection) -> dict[str, int]:
    """The place of each category, by its code."""
    return {category.code: i for i, category in enumerate(catalogue.all_categories(view))}


def _row(offering: Offering, codes: tuple[str, ...], place: dict[str, int]) -> list[object]:
    first = [offering.sku, offering.name, offering.price_minor, offering.unit.value]
    return [*first, place[offering.category], codes]


def _kind(
    offering: Offering,
    content: Content | None,
    station: Station,
    deposit_and_picture: tuple[DepositCharge | None, str | None],
) -> list[object]:
    """What only some goods have, if these have any of it."""
    deposit, picture = deposit_and_picture
    kind = {
        "age_limit": offering.age_limit,
        "open_price": offering.open_price,
        "deposit_minor": deposit.amount.minor if deposit else 0,
        "deposit_name": deposit.name if deposit else "",
        "picture": picture,
        "compared": _comparison(offering, content, station.shop.currency),
    }
    some = {name: value for name, value in kind.items() if value}
    return [some] if some else []


def _comparison(offering: Offering, content: Content | None, currency: str) -> list[object] | None:
    """The comparison price, where one is stated beside the price."""
    if offering.open_price:
        return None
    comparison = stated_comparison_price(Money(offering.price_minor, currency), offering.unit, content)
    return None if comparison is None else [comparison.amount.minor, comparison.unit.value]


def _favourites(counter: Counter, view: Connection, station: Station, at: At) -> Reply:
    """What sells most, the first most of all; the till shows it first."""
    return {"favourites": counter.favourites.at(view, station.location.id, station.shop.business_day(at))}


def _quick_keys(view: Connection, station: Station) -> list[Reply]:
    """The pages of quick keys that the shop arranged for this place."""
    pages = catalogue.quick_key_pages(view, station.location.id)
    return [{"name": each.name, "skus": list(each.skus)} for each in pages]


def _shop_facts(view: Connection, station: Station) -> Reply:
    note, used = largest_note(station.shop.currency), catalogue.categories_in_use(view)
    return {
        "currency": station.shop.currency,
        "zone": station.shop.zone,
        "largest_note_minor": None if note is None else note.minor,
        "cash_step_minor": cash_step(station.shop.currency),
        "categories": [
            {language: each.name_in(language) for language in LANGUAGES}
            | {"code": each.code, "has_goods": each.code in used, "accent": accent_of(each.colour, place)}
            for place, each in enumerate(catalogue.all_categories(view))
        ],
    }
