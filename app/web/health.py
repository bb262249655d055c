"""Whether this server could sell now: asked by the till every few seconds, and by whoever watches the shop."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Query

from app.web.request_parts import CounterOf, NumberOfAddress, Reply, printing_reply
from models.shop import DEVICE_ID_MAX
from store import shop

router = APIRouter()


@router.get("/health")
def health(counter: CounterOf, till: Annotated[NumberOfAddress | None, Query(ge=1, le=DEVICE_ID_MAX)] = None) -> Reply:
    """Report the state of a till's printing, or the fault with which a sale would fail now.

    Without ``till`` that is the till of this server's settings. ``store`` tells shops apart.
    """
    counter.selling.check(counter.store)
    with counter.store.view() as view:
        company = shop.get_shop(view)
    return {
        "status": "ok",
        "version": version("kassa"),
        "company": company.company,
        "store": counter.store.fingerprint,
        "printer": printing_reply(counter.deliveries.status(till or counter.till_id)),
    }
