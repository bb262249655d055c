"""What promotions gave, what they would have given on sales that were made, and the goods that they are for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import sqlalchemy as sa

from models.pricing.discount_part import DiscountKind
from models.promotions.promoted_goods import PromotedGoods
from models.promotions.promotion import Promotion
from models.promotions.promotion_trial import SoldBasket
from models.promotions.stated_reduction import HeldPromotion, StatedReduction, stated_reduction
from models.quantity import Unit
from models.shop import Shop
from store import schema
from store.catalogue import prices_of
from store.catalogue.promotion_rows import StoredPromotion, promotion_versions

_sale, _line, _part, _product = schema.sale, schema.sale_line, schema.sale_line_discount, schema.product


@dataclass(frozen=True, slots=True)
class PromotionResult:
    """What a promotion gave on sales, less what went back with goods; ``name`` is the last one on a receipt."""

    promotion_id: int
    name: str
    sales: int
    given_minor: int


@dataclass(frozen=True, slots=True)
class PromotionGoods:
    """A product that a promotion is for."""

    sku: str
    name: str
    category: str


def promotion_results(
    view: sa.Connection, first: date | None = None, until: date | None = None
) -> list[PromotionResult]:
    """What each promotion gave on the business days from ``first`` until ``until`` (excluded), the most first."""
    days = [] if first is None else [_sale.c.business_day >= first]
    days += [] if until is None else [_sale.c.business_day < until]
    amount = sa.func.sum(_part.c.amount_minor)
    is_sale = sa.case((_sale.c.kind == "sale", _sale.c.id))
    query = (
        sa.select(_part.c.source_id, sa.func.max(_part.c.text), sa.func.count(is_sale.distinct()), amount)
        .join(_sale, _sale.c.id == _part.c.sale_id)
        .where(_part.c.kind == DiscountKind.PROMOTION.value, *days)
        .group_by(_part.c.source_id)
        .order_by(amount.desc(), _part.c.source_id)
    )
    return [PromotionResult(number, name, sales, int(minor)) for number, name, sales, minor in view.execute(query)]


def sold_baskets(view: sa.Connection, shop: Shop, first: date, until: date) -> Iterator[SoldBasket]:
    """The goods of each sale on the business days from ``first`` until ``until``, as promotions see them."""
    query = (
        sa.select(
            *(_sale.c.id, _sale.c.at, _line.c.position, _line.c.sku, _product.c.category),
            *(_line.c.unit_price_minor, _line.c.quantity, _line.c.unit, _line.c.supply),
            *(_product.c.age_limit, _product.c.open_price),
        )
        .join(_line, _line.c.sale_id == _sale.c.id)
        .join(_product, _product.c.sku == _line.c.sku)
        .where(_sale.c.business_day >= first, _sale.c.business_day < until)
        .where(_sale.c.kind == "sale", _line.c.kind == "goods", _line.c.quantity > 0)
        .order_by(_sale.c.id, _line.c.position)
    )
    for _, rows in groupby(view.execute(query), key=lambda row: row.id):
        lines = list(rows)
        yield SoldBasket(shop.wall_clock(lines[0].at), tuple(_goods(row) for row in lines))


def _goods(row: sa.Row[tuple[object, ...]]) -> PromotedGoods:
    return PromotedGoods(
        position=row.position,
        sku=row.sku,
        category=row.category,
        unit_price_minor=row.unit_price_minor,
        quantity=row.quantity,
        is_by_piece=row.unit == Unit.PIECE.value,
        is_only_by_name=bool(row.open_price) or row.age_limit is not None,
        mark=row.supply,
    )


def goods_of_promotion(view: sa.Connection, promotion: Promotion, limit: int) -> list[PromotionGoods]:
    """Products that a promotion is for, by name, at most ``limit`` of them."""
    groups = [slot.goods for slot in promotion.slots]
    by_name = sa.or_(*(_product.c.sku.in_(sorted(each.skus)) for each in groups))
    in_category = sa.or_(*(_product.c.category.in_(sorted(each.categories)) for each in groups))
    of_any = sa.true() if any(each.is_everything for each in groups) else in_category
    is_ordinary = sa.and_(_product.c.age_limit.is_(None), ~_product.c.open_price)
    query = (
        sa.select(_product.c.sku, _product.c.name, _product.c.category)
        .where(_product.c.active, sa.or_(by_name, sa.and_(of_any, is_ordinary)))
        .order_by(_product.c.name, _product.c.sku)
        .limit(limit)
    )
    return [PromotionGoods(*row) for row in view.execute(query)]


def stated_reductions(
    view: sa.Connection, shop: Shop, promotion: Promotion, today: date, limit: int
) -> list[tuple[PromotionGoods, StatedReduction | None]]:
    """Products that a promotion is for, at most ``limit``, with their lowest price of the days before it begins.

    A promotion that runs already is looked at as if it began today. Without a price, or where the promotion lowers
    none, there is no reduction.
    """
    goods = goods_of_promotion(view, promotion, limit)
    prices = prices_of(view, [each.sku for each in goods], shop.currency)
    earlier = _held_promotions(promotion_versions(view), shop)
    first = max(promotion.time.first, today)
    return [
        (each, stated_reduction(prices[each.sku], (each.sku, each.category), promotion, earlier, first))
        for each in goods
    ]


def _held_promotions(stored: list[StoredPromotion], shop: Shop) -> list[HeldPromotion]:
    """The days on which promotions and their earlier versions held, from those that are stored."""
    earlier = []
    for each in stored:
        time = each.promotion.time
        ended = None if each.ended_at is None else _day_after(shop, each.ended_at)
        until = min((day for day in (time.until, ended) if day is not None), default=None)
        earlier.append(HeldPromotion(each.promotion, max(time.first, shop.tax_day(each.begun_at)), until))
    return earlier


def _day_after(shop: Shop, at: datetime) -> date:
    """The day after the one on which something ended: on that day itself it still held."""
    return date.fromordinal(shop.tax_day(at).toordinal() + 1)
