"""Products for programs of others: a page by SKU, or one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from app.api.cursors import read_cursor, write_cursor
from app.api.key_check import Needs, StoreOf
from app.api.page_parts import PAGE_USUAL, Cursor, KnownTag, Limit, LocationWish, percent, replies, tagged
from app.api.records import NamedCategory, OneProduct, ProductPage, PublicPicture, PublicProduct, StatedComparison
from app.web.goods_pictures import picture_address, picture_reply
from app.web.request_parts import At
from models.access.api_key import ApiScope
from models.catalogue.offering import Offering
from models.catalogue.picture_sizes import NoSuchPicture, PictureSize, ShownPicture
from models.catalogue.product import Category, Product, TaxCategory
from models.jurisdiction.deposits import DepositClass
from models.money import Money
from models.pricing.comparison_price import stated_comparison_price
from models.selling.goods_kinds import deposit_of
from models.shop import Shop
from models.stock.what_is_left import availability_of
from operations.access.tills import check_location
from store import catalogue, shop, stock
from store.catalogue.deposit_rows import known_deposits
from store.catalogue.picture_rows import pictures_of
from store.database.engine import Connection

router = APIRouter(dependencies=[Depends(Needs(ApiScope.PRODUCTS))], tags=["products"])

#: Where pictures are, from the root of the server.
_PICTURES = "/api/public/v1/pictures"
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="The picture, by its digest.")]
Sku = Annotated[str, Path(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]*$", description="The product's SKU.")]


@router.get("/products", response_model=ProductPage, responses=replies(may_be_missing=True))
def list_products(
    store: StoreOf,
    at: At,
    *,
    limit: Limit = PAGE_USUAL,
    cursor: Cursor = "",
    location: LocationWish = None,
    known_tag: KnownTag = None,
) -> Response:
    """The products that the shop sells, by SKU, with today's price; with a location the price and stock of that one."""
    after = str(read_cursor(cursor, (str,))[0]) if cursor else ""
    with store.view() as view:
        skus = catalogue.skus_after(view, after, limit)
        company = shop.get_shop(view)
        products = _read(view, company, skus, at, location)
    more = write_cursor([skus[-1]]) if len(skus) == limit else None
    return tagged(ProductPage(currency=company.currency, products=products, next=more), known_tag)


@router.get(
    "/pictures/{digest}/{size}.webp",
    response_class=Response,
    responses={
        200: {"content": {"image/webp": {}}, "description": "The picture. What is at an address never changes."},
        **replies(may_be_missing=True),
    },
)
def one_picture(request: Request, digest: Digest, size: PictureSize, store: StoreOf) -> Response:
    """A picture of goods, as `pictures` of a product names it."""
    with store.view() as view:
        reply = picture_reply(view, request, lambda _: True, cache="private")
    if reply.status_code == HTTPStatus.NOT_FOUND:
        raise NoSuchPicture("The shop", f"{digest}/{size}")
    return reply


@router.get("/products/{sku:path}", response_model=OneProduct, responses=replies(may_be_missing=True))
def one_product(
    sku: Sku, store: StoreOf, at: At, *, location: LocationWish = None, known_tag: KnownTag = None
) -> Response:
    """One product, as the list has it."""
    with store.view() as view:
        company = shop.get_shop(view)
        products = _read(view, company, [sku], at, location)
    if not products:
        raise catalogue.UnknownProduct(sku)
    return tagged(OneProduct(currency=company.currency, product=products[0]), known_tag)


@dataclass(frozen=True, slots=True)
class _Today:
    """What holds for all products of a page."""

    company: Shop
    day: date
    rates: Mapping[TaxCategory, int]
    categories: Mapping[str, Category]
    deposits: Sequence[DepositClass]


def _read(view: Connection, company: Shop, skus: list[str], at: At, location: int | None) -> list[PublicProduct]:
    """Those of these products that are sold, in this order."""
    if location is not None:
        check_location(view, location)
    today = _Today(
        company,
        company.business_day(at),
        catalogue.tax_rates(view, company.country, company.tax_day(at)),
        {each.code: each for each in catalogue.all_categories(view)},
        known_deposits(view, company.country),
    )
    products = catalogue.find_products(view, skus)
    offerings = catalogue.offerings_of(view, skus, today.day, location)
    left = stock.left_of(view, list(products.values()), location)
    pictures = pictures_of(view, skus)
    return [
        _record(
            today,
            products[sku],
            offerings.get(sku),
            availability_of(left.get(sku)).value,
            [_picture(each) for each in pictures.get(sku, ())],
        )
        for sku in skus
        if sku in products and products[sku].active
    ]


def _picture(picture: ShownPicture) -> PublicPicture:
    return PublicPicture(
        address=picture_address(picture.digest, PictureSize.PAGE, _PICTURES),
        width=picture.width,
        height=picture.height,
        tile_address=picture_address(picture.digest, PictureSize.TILE, _PICTURES),
        texts={language: text for language, text in picture.texts.items() if text},
    )


def _record(
    today: _Today, product: Product, offering: Offering | None, availability: str, pictures: list[PublicPicture]
) -> PublicProduct:
    category = today.categories.get(product.category)
    rate = today.rates.get(TaxCategory(product.tax_category))
    return PublicProduct(
        sku=product.sku,
        name=product.name,
        gtins=list(product.gtins),
        codes=list(product.codes),
        unit=product.unit.value,
        content=None if product.content is None else str(product.content),
        category=NamedCategory(code=product.category, names=dict(category.names) if category else {}),
        price_minor=None if offering is None or product.open_price else offering.price_minor,
        open_price=product.open_price,
        tax_percent=None if rate is None else percent(rate),
        comparison=_comparison(today, product, offering),
        deposit_minor=_deposit(today, offering),
        age_limit=product.age_limit,
        availability=availability,
        pictures=pictures,
    )


def _comparison(today: _Today, product: Product, offering: Offering | None) -> StatedComparison | None:
    if offering is None or product.open_price:
        return None
    price = Money(offering.price_minor, today.company.currency)
    comparison = stated_comparison_price(price, product.unit, product.content)
    if comparison is None:
        return None
    return StatedComparison(amount_minor=comparison.amount.minor, unit=comparison.unit.value)


def _deposit(today: _Today, offering: Offering | None) -> int:
    deposit = None if offering is None else deposit_of(offering, today.deposits, today.day, today.company.currency)
    return 0 if deposit is None else deposit.amount.minor
