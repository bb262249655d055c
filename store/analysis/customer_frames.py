"""What figures of customers are made of: receipts of an edition, and the members who agreed to be learnt from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl
import sqlalchemy as sa

from models.analytics.customers.bands import (
    EARLIER,
    age_band,
    age_band_of_group,
    area_of,
    edition_of,
    first_day_of,
    household_band,
)
from models.analytics.customers.edition_figures import TradeFrames
from models.members.consent import ConsentPurpose
from models.selling.sale import LineKind, SaleKind
from models.selling.settlement import TenderKind
from store import customer_editions, schema
from store.analysis.frames import read_frame

_SALE, _LINE, _MEMBER = schema.sale.c, schema.sale_line.c, schema.member.c
_CONSENT, _TENDER, _PRODUCT = schema.member_consent.c, schema.tender.c, schema.product.c
_NO_CATEGORY = "other"


def first_trading_day(view: sa.Connection) -> date | None:
    """The first business day on which a known customer bought anything."""
    query = sa.select(sa.func.min(_SALE.business_day, type_=sa.Date)).where(_SALE.customer.is_not(None))
    first: date | None = view.scalar(query)
    return first


def trade_frames(view: sa.Connection, edition: int, zone: str, sensitive: Collection[str]) -> TradeFrames:
    """The receipts and the members of an edition.

    ``sensitive`` are codes of categories; goods with an age limit are sensitive besides. Returned goods are left out:
    the figures are of what was bought.
    """
    people = _people(view, edition)
    ids = _ids(view).filter(pl.col("member").is_in(people["member"].implode()))
    baskets = _baskets(view, edition, zone).join(ids, left_on="customer", right_on="id", how="left")
    sold_lines = _lines(view, edition, sensitive)
    return TradeFrames(baskets.drop("customer"), sold_lines, people)


def _goods_of(edition: int) -> list[sa.ColumnElement[bool]]:
    return [
        _SALE.business_day >= first_day_of(edition),
        _SALE.business_day < first_day_of(edition + 1),
        _SALE.kind == SaleKind.SALE.value,
        _LINE.kind == LineKind.GOODS.value,
        _LINE.gross_minor > 0,
    ]


def _baskets(view: sa.Connection, edition: int, zone: str) -> pl.DataFrame:
    """One row per receipt: sale_id, business_day, hour, till, customer, amount_minor, is_cash."""
    of_goods = sa.select(_LINE.sale_id, sa.func.sum(_LINE.gross_minor).label("amount_minor"))
    sums = of_goods.select_from(schema.sale.join(schema.sale_line)).where(*_goods_of(edition)).group_by(_LINE.sale_id)
    sums_of = sums.subquery("sums")
    query = sa.select(
        _SALE.id.label("sale_id"), _SALE.business_day, _SALE.at, _SALE.device_id.label("till"), _SALE.customer,
        sa.cast(sums_of.c.amount_minor, sa.BigInteger).label("amount_minor"),
    ).join_from(schema.sale, sums_of, sums_of.c.sale_id == _SALE.id)  # fmt: skip
    cash = (
        sa.select(
            _TENDER.sale_id,
            sa.cast(sa.func.sum(_TENDER.amount_minor - _TENDER.change_minor), sa.BigInteger).label("cash_minor"),
        )
        .select_from(schema.sale.join(schema.tender))
        .where(
            _SALE.business_day >= first_day_of(edition),
            _SALE.business_day < first_day_of(edition + 1),
            _TENDER.kind == TenderKind.CASH.value,
        )
        .group_by(_TENDER.sale_id)
    )
    frame = read_frame(view, query, by=["sale_id"])
    paid = frame.join(read_frame(view, cash, by=["sale_id"]), on="sale_id", how="left")
    return paid.select(
        *("sale_id", "business_day", "till", "customer", "amount_minor"),
        hour=pl.col("at").dt.convert_time_zone(zone).dt.hour().cast(pl.Int64),
        is_cash=(2 * pl.col("cash_minor") >= pl.col("amount_minor")).fill_null(value=False),
    )


def _lines(view: sa.Connection, edition: int, sensitive: Collection[str]) -> pl.DataFrame:
    """One row per receipt of a known customer, category and whether its goods are sensitive."""
    category = sa.func.coalesce(_PRODUCT.category, _NO_CATEGORY)
    is_sensitive = sa.case(
        (sa.or_(_PRODUCT.age_limit.is_not(None), category.in_(list(sensitive))), sa.true()), else_=sa.false()
    )
    margin = sa.func.sum(_LINE.net_minor - _LINE.cost_minor)
    is_whole = sa.func.count(_LINE.cost_minor) == sa.func.count()
    query = (
        sa.select(
            _LINE.sale_id,
            sa.type_coerce(category, sa.String).label("category"),
            sa.type_coerce(is_sensitive, sa.Boolean).label("is_sensitive"),
            sa.cast(sa.func.sum(_LINE.gross_minor), sa.BigInteger).label("amount_minor"),
            sa.cast(sa.case((is_whole, margin)), sa.BigInteger).label("margin_minor"),
        )
        .select_from(schema.sale.join(schema.sale_line).outerjoin(schema.product, _PRODUCT.sku == _LINE.sku))
        .where(*_goods_of(edition), _SALE.customer.is_not(None))
        .group_by(_LINE.sale_id, category, is_sensitive)
    )
    return read_frame(view, query, by=["sale_id", "category"])


def _ids(view: sa.Connection) -> pl.DataFrame:
    """One row per id that a sale may name: id, member (whom it means after every merge)."""
    query = sa.select(_MEMBER.id, sa.func.coalesce(_MEMBER.merged_into, _MEMBER.id, type_=sa.String).label("member"))
    return read_frame(view, query, by=["id"])


def _people(view: sa.Connection, edition: int) -> pl.DataFrame:
    """One row per member who agreed to analysis, as :class:`TradeFrames` wants them."""
    ids = _ids(view)
    agreed = _agreed(view, ids, ConsentPurpose.ANALYSIS)
    offers = _agreed(view, ids, ConsentPurpose.OFFERS)["member"].implode()
    customer = schema.customer.c
    query = sa.select(
        _MEMBER.id.label("member"), _MEMBER.birth_year, _MEMBER.postcode, customer.age_group, customer.household_size
    ).join_from(schema.member, schema.customer, customer.code == _MEMBER.id)
    members = read_frame(view, query.where(_MEMBER.merged_into.is_(None)), by=["member"])
    people = (
        members.join(agreed, on="member", how="semi")
        .join(_purchase_days(view, edition, ids), on="member", how="left")
        .join(_joins(view, edition, ids), on="member", how="left")
        .with_columns(
            pl.col("joined_by").fill_null(EARLIER), may_write=pl.col("member").is_in(offers).fill_null(value=False)
        )
    )
    year = first_day_of(edition).year
    rows = people.select("birth_year", "age_group", "household_size", "postcode").rows()
    ages = [age_band_of_group(group) if born is None else age_band(year - born) for born, group, _, _ in rows]
    trial = customer_editions.trial_of(view, edition)
    groups = [
        None if trial is None else trial.group_of(member, may_write=may_write)
        for member, may_write in people.select("member", "may_write").iter_rows()
    ]
    return people.select(
        *("member", "first_day", "last_day", "last_before", "may_write", "joined_by"),
        age=pl.Series(ages, dtype=pl.String),
        household=pl.Series([household_band(size) for _, _, size, _ in rows], dtype=pl.String),
        area=pl.Series([area_of(postcode) for *_, postcode in rows], dtype=pl.String),
        offer=pl.Series(groups, dtype=pl.String),
    )


def _agreed(view: sa.Connection, ids: pl.DataFrame, purpose: ConsentPurpose) -> pl.DataFrame:
    """The members of whom the last word about a purpose is yes."""
    query = sa.select(_CONSENT.id.label("number"), _CONSENT.member.label("id"), _CONSENT.at, _CONSENT.is_given)
    consents = read_frame(view, query.where(_CONSENT.purpose == purpose.value), by=["at", "number"])
    last = consents.join(ids, on="id").sort("at", "number").group_by("member").agg(pl.col("is_given").last())
    return last.filter(pl.col("is_given") == 1).select("member")


def _purchase_days(view: sa.Connection, edition: int, ids: pl.DataFrame) -> pl.DataFrame:
    """One row per member who bought something before the edition ends: first_day, last_day, last_before."""
    day, begin = _SALE.business_day, first_day_of(edition)
    query = (
        sa.select(
            _SALE.customer.label("id"),
            sa.func.min(day, type_=sa.Date).label("first_day"),
            sa.func.max(day, type_=sa.Date).label("last_day"),
            sa.func.max(sa.case((day < begin, day)), type_=sa.Date).label("last_before"),
        )
        .where(_SALE.customer.is_not(None), day < first_day_of(edition + 1), _SALE.kind == SaleKind.SALE.value)
        .group_by(_SALE.customer)
    )
    days = read_frame(view, query, by=["id"]).join(ids, on="id")
    return days.group_by("member").agg(pl.col("first_day").min(), pl.col("last_day", "last_before").max())


def _joins(view: sa.Connection, edition: int, ids: pl.DataFrame) -> pl.DataFrame:
    """One row per member who joined in the edition: joined_by, who let them join."""
    query = (
        sa.select(_MEMBER.id, _MEMBER.joined_at, _CONSENT.operator, _CONSENT.id.label("number"))
        .join_from(schema.member, schema.member_consent, _CONSENT.member == _MEMBER.id)
        .where(_CONSENT.purpose == ConsentPurpose.MEMBERSHIP.value)
    )
    joins = read_frame(view, query, by=["number"]).join(ids, on="id").sort("number")
    first = joins.group_by("member").agg(pl.col("joined_at", "operator").first())
    here = [edition_of(at.date()) == edition for at in first["joined_at"]]
    return first.filter(pl.Series(here, dtype=pl.Boolean)).select("member", joined_by="operator")
