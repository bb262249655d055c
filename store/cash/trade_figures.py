"""The figures of a till's receipts between two numbers, summed by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models.catalogue.product import TaxCategory
from models.facts.day import GroupSum, NumberedSum, TaxSum, TenderSum, TradeFigures
from models.payments.attempt import PaymentMethod
from models.payments.tip_account import TipChange
from models.quantity import THOUSANDTHS, Unit
from models.selling.sale import LineKind, SaleKind
from store import schema

_SALE, _LINE, _TENDER = schema.sale.c, schema.sale_line.c, schema.tender.c
#: What is put on gift cards is a debt, and no sale.
_IS_TRADE = _LINE.kind != LineKind.GIFT_CARD.value
_TAKEN_BACK = _SALE.kind == SaleKind.REFUND.value


@dataclass(frozen=True, slots=True)
class ReceiptRange:
    """The receipts of a till after one number, up to another."""

    till_id: int
    after: int
    up_to: int

    @property
    def chosen(self) -> sa.ColumnElement[bool]:
        """The condition on sales."""
        return sa.and_(
            _SALE.device_id == self.till_id, _SALE.receipt_number > self.after, _SALE.receipt_number <= self.up_to
        )


def trade_figures(view: sa.Connection, receipts: ReceiptRange) -> TradeFigures:
    """Sales, refunds, discounts, tax and tenders of the receipts."""
    sums = {
        kind: (number, amount, rounding)
        for kind, number, amount, rounding in view.execute(
            sa.select(_SALE.kind, sa.func.count(), _sum(_SALE.gross_minor), _sum(_SALE.rounding_minor))
            .where(receipts.chosen)
            .group_by(_SALE.kind)
        )
    }
    sold, refunded = sums.get(SaleKind.SALE.value, (0, 0, 0)), sums.get(SaleKind.REFUND.value, (0, 0, 0))
    goods, services = _pieces(view, receipts)
    cards = _gift_cards(view, receipts)
    return TradeFigures(
        sales=NumberedSum(sold[0], int(sold[1]) - cards.amount),
        refunds=NumberedSum(refunded[0], -int(refunded[1])),
        discounts=_discounts(view, receipts),
        rounding=int(sold[2] + refunded[2]),
        taxes=_taxes(view, receipts.chosen),
        tenders=_tenders(view, receipts),
        goods=goods,
        services=services,
        gift_cards=cards,
    )


def group_sums(view: sa.Connection, receipts: ReceiptRange, language: str) -> tuple[GroupSum, ...]:
    """Sales less refunds by the category that a product is in now; deposits and unknown goods have no name."""
    query = _by_group(receipts, language, _sum(_LINE.gross_minor))
    return tuple(GroupSum(text, int(amount)) for text, amount in view.execute(query))


def group_counts(view: sa.Connection, receipts: ReceiptRange, language: str) -> dict[str, int]:
    """How many lines of sales and refunds there were of each group that :func:`group_sums` names."""
    return dict(iter(view.execute(_by_group(receipts, language, sa.func.count())).tuples()))


def _by_group(receipts: ReceiptRange, language: str, figure: sa.ColumnElement[int]) -> sa.Select[tuple[str, int]]:
    product, name = schema.product.c, schema.category_name.c
    named = sa.and_(name.category_code == product.category, name.language == language)
    group = sa.func.coalesce(name.name, product.category, sa.literal_column("''"))
    return (
        sa.select(group, figure)
        .join_from(schema.sale, schema.sale_line, _LINE.sale_id == _SALE.id)
        .outerjoin(schema.product, product.sku == _LINE.sku)
        .outerjoin(schema.category_name, named)
        .where(receipts.chosen, _IS_TRADE)
        .group_by(group)
        .order_by(group)
    )


def own_terminal_total(view: sa.Connection, receipts: ReceiptRange) -> int:
    """What a card terminal of its own took for the receipts, as operators read its slips and others corrected it."""
    attempt, tip = schema.payment_attempt.c, schema.tip_entry.c
    signed = sa.case((attempt.kind == "charge", attempt.taken_minor), else_=-attempt.taken_minor)
    query = (
        sa.select(_sum(signed))
        .join_from(schema.sale, schema.payment_attempt, attempt.basket_id == _SALE.id)
        .where(receipts.chosen, attempt.method == PaymentMethod.OWN_TERMINAL.value, attempt.applied)
    )
    corrected = (
        sa.select(_sum(tip.amount_minor))
        .join_from(schema.sale, schema.payment_attempt, attempt.basket_id == _SALE.id)
        .join(schema.tip_entry, tip.attempt_id == attempt.id)
        .where(receipts.chosen, attempt.applied, tip.change_kind == TipChange.CORRECTION.value)
    )
    return int(view.scalar(query) or 0) + int(view.scalar(corrected) or 0)


def has_own_terminal(view: sa.Connection, receipts: ReceiptRange) -> bool:
    """Whether a card terminal of its own took or gave back anything for the receipts."""
    attempt = schema.payment_attempt.c
    query = (
        sa.select(attempt.basket_id)
        .join_from(schema.sale, schema.payment_attempt, attempt.basket_id == _SALE.id)
        .where(receipts.chosen, attempt.method == PaymentMethod.OWN_TERMINAL.value, attempt.applied)
        .limit(1)
    )
    return view.execute(query).first() is not None


def tax_of_days(view: sa.Connection, first: date, last: date) -> tuple[TaxSum, ...]:
    """Sales less refunds by tax rate of the business days from ``first`` to ``last``, of the whole shop."""
    return _taxes(view, _SALE.business_day.between(first, last))


def _taxes(view: sa.Connection, chosen: sa.ColumnElement[bool]) -> tuple[TaxSum, ...]:
    query = (
        sa.select(_LINE.tax_rate_ppm, _sum(_LINE.net_minor), _sum(_LINE.tax_minor), _sum(_LINE.gross_minor))
        .join_from(schema.sale, schema.sale_line, _LINE.sale_id == _SALE.id)
        .where(chosen, _IS_TRADE)
        .group_by(_LINE.tax_rate_ppm)
        .order_by(_LINE.tax_rate_ppm.desc())
    )
    return tuple(TaxSum(rate, int(net), int(tax), int(gross)) for rate, net, tax, gross in view.execute(query))


def _tenders(view: sa.Connection, receipts: ReceiptRange) -> tuple[TenderSum, ...]:
    query = (
        sa.select(_TENDER.kind, sa.func.count(), _sum(_TENDER.amount_minor - _TENDER.change_minor))
        .join_from(schema.sale, schema.tender, _TENDER.sale_id == _SALE.id)
        .where(receipts.chosen)
        .group_by(_TENDER.kind)
        .order_by(_TENDER.kind)
    )
    return tuple(TenderSum(kind, number, int(amount)) for kind, number, amount in view.execute(query))


def _gift_cards(view: sa.Connection, receipts: ReceiptRange) -> NumberedSum:
    query = (
        sa.select(sa.func.count(), _sum(_LINE.gross_minor))
        .join_from(schema.sale, schema.sale_line, _LINE.sale_id == _SALE.id)
        .where(receipts.chosen, ~_IS_TRADE)
    )
    number, amount = view.execute(query).one()
    return NumberedSum(number, int(amount))


def _discounts(view: sa.Connection, receipts: ReceiptRange) -> NumberedSum:
    query = (
        sa.select(sa.func.count(), _sum(_LINE.discount_minor))
        .join_from(schema.sale, schema.sale_line, _LINE.sale_id == _SALE.id)
        .where(receipts.chosen, ~_TAKEN_BACK, _LINE.discount_minor != 0)
    )
    number, amount = view.execute(query).one()
    return NumberedSum(number, int(amount))


def _pieces(view: sa.Connection, receipts: ReceiptRange) -> tuple[int, int]:
    """Goods and services sold, before refunds: pieces, and one for each line of what is weighed or measured.

    A service is what is taxed as one: a restaurant's.
    """
    milli = sa.type_coerce(_LINE.quantity, sa.BigInteger)
    pieces = sa.case((_LINE.unit == Unit.PIECE.value, milli), else_=THOUSANDTHS)
    is_service = _LINE.tax_category == TaxCategory.RESTAURANT.value
    query = (
        sa.select(_sum(sa.case((is_service, 0), else_=pieces)), _sum(sa.case((is_service, pieces), else_=0)))
        .join_from(schema.sale, schema.sale_line, _LINE.sale_id == _SALE.id)
        .where(receipts.chosen, ~_TAKEN_BACK, _LINE.kind == LineKind.GOODS.value)
    )
    goods, services = view.execute(query).one()
    return int(goods) // THOUSANDTHS, int(services) // THOUSANDTHS


def _sum(column: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(column), 0)
