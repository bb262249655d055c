"""Whether this server sells: asked by the till every few seconds, and by whoever watches the shop."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter

from app.api.office import CounterOf
from store import shop

router = APIRouter()


@router.get("/health")
def health(counter: CounterOf) -> dict[str, str]:
    """Ask the database for the shop; an error of it becomes the reply."""
    with counter.store.view() as view:
        company = shop.get_shop(view)
    return {"status": "ok", "version": version("kassa"), "company": company.company}
