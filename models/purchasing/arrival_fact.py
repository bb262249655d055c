"""Deliveries of suppliers as facts of the journal."""

from __future__ import annotations

from models.facts.arrival import ArrivedLine, GoodsArrived
from models.purchasing.arrival import Arrival


def arrived_fact(arrival: Arrival) -> GoodsArrived:
    """The whole delivery as it was received; the journal's row has the instant and the actor."""
    return GoodsArrived(
        arrival=arrival.id,
        key=arrival.key,
        supplier=arrival.supplier_code,
        location=arrival.location_id,
        order=arrival.order_id,
        note=arrival.note_number,
        day=arrival.business_day,
        currency=arrival.currency,
        freight=arrival.freight_minor,
        rest=arrival.rest.value,
        promised_on=arrival.promised_on,
        goods=tuple(
            ArrivedLine(
                sku=each.sku,
                good=each.good,
                damaged=each.damaged,
                order_line=each.order_line,
                cancelled=each.cancelled,
                unit_cost=each.unit_cost,
                agreed_cost=each.agreed_cost,
            )
            for each in arrival.goods
        ),
    )
