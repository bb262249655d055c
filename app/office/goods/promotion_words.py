"""A promotion in the words of a shop: what it gives, for which goods, and when."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.office.goods.goods_view import GoodsView
from models.promotions.promotion import ONE_TIME, Promotion, PromotionKind, categories_of, skus_of
from models.promotions.promotion_text import PPM_A_PERCENT, hours_text
from models.promotions.promotion_time import MINUTES_A_DAY, PromotionTime


def gives_words(view: GoodsView, promotion: Promotion) -> str:
    """What it gives, such as ``3 för 2``."""
    key = f"promotions.gives.{promotion.kind.value}"
    if promotion.kind is PromotionKind.THRESHOLD:
        key += "_percent" if promotion.percent_ppm else "_amount"
    pieces = promotion.slots[0].pieces
    return view.words.translate(
        key,
        percent=view.words.number(Decimal(promotion.percent_ppm) / PPM_A_PERCENT),
        amount=view.money(promotion.amount_minor),
        least=view.money(promotion.threshold_minor),
        pieces=pieces,
        paid=pieces - 1,
    )


def goods_words(view: GoodsView, promotion: Promotion, names: Mapping[str, str], categories: Mapping[str, str]) -> str:
    """The goods that it is for; ``names`` are those of products by SKU."""
    parts = [categories.get(code, code) for code in sorted(categories_of(promotion))]
    parts += [names.get(sku, sku) for sku in sorted(skus_of(promotion))]
    return ", ".join(parts) or view.words.translate("promotions.all_goods")


def customer_words(view: GoodsView, promotion: Promotion) -> str:
    """Which customers get it; empty for everybody."""
    translate, parts = view.words.translate, []
    if promotion.coupon == ONE_TIME:
        parts.append(translate("promotions.with_coupon"))
    elif promotion.coupon is not None:
        parts.append(translate("promotions.with_code", code=promotion.coupon))
    if promotion.customer_group is not None:
        parts.append(translate("promotions.for_group", group=promotion.customer_group))
    return ", ".join(parts)


def time_words(view: GoodsView, time: PromotionTime) -> str:
    """When it holds."""
    translate = view.words.translate
    if time.until is None:
        days = translate("promotions.from", first=time.first.isoformat())
    else:
        last = time.until.fromordinal(time.until.toordinal() - 1)
        days = translate("promotions.from_to", first=time.first.isoformat(), last=last.isoformat())
    parts = [days, *(translate(f"promotions.weekday.{day}") for day in sorted(time.weekdays))]
    if (time.from_minute, time.until_minute) != (0, MINUTES_A_DAY):
        parts.append(hours_text(time.from_minute, time.until_minute).replace("-", "\N{EN DASH}"))
    return ", ".join(parts)
