"""Whether this server sells: asked by the till every few seconds, and by whoever watches the shop."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter

from app.web.request_parts import CounterOf, Reply
from store import shop

router = APIRouter()


@router.get("/health")
def health(counter: CounterOf) -> Reply:
    """Ask the database for the shop, where an error of it becomes the reply, and tell how printing goes."""
    with counter.store.view() as view:
        company = shop.get_shop(view)
    return {
        "status": "ok",
        "version": version("kassa"),
        "company": company.company,
        "printer": counter.receipts.state(),
    }
