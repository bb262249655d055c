"""The routes with which an unknown barcode becomes a product at the till."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from app.till.server.approvals import ApprovalIn, approved_actor
from app.till.server.at_till import OperatorAtWork
from app.till.server.catalogue_route import product_row
from app.till.server.wire import AMOUNT_MAX_MINOR, Code, Text, WholeNumber
from app.till.server.wire import Request as Body
from app.web.request_parts import At, CounterOf, Reply
from app.words import LANGUAGES
from models.barcode import is_gtin
from models.catalogue.new_at_till import ProductAtTill
from models.money import Money
from operations.catalogue.product_at_till import create_product_at_till, new_product_choices
from store import shop

#: What belongs to one till.
of_till = APIRouter(prefix="/till/{till_id}")


class ScannedCodeIn(Body):
    """A code that a scanner read or somebody typed; in the body of the request, because it may hold anything."""

    code: Code


class ProductIn(ScannedCodeIn):
    """A product for an unknown barcode, with another person's approval if the operator may not make one."""

    name: Text
    price_minor: Annotated[WholeNumber, Field(ge=0, le=AMOUNT_MAX_MINOR)]
    category: Text
    approval: ApprovalIn | None = None


@of_till.post("/product-choices")
def product_choices(here: OperatorAtWork, body: ScannedCodeIn, counter: CounterOf, at: At) -> Reply:
    """The barcode that a scanned code would give a new product, and the categories with the rates of their tax."""
    with counter.store.view() as view:
        choices = new_product_choices(view, here.till_id, body.code, at=at)
    return {
        "code": _printed(choices.barcode),
        "categories": [
            {language: each.name_in(language) for language in LANGUAGES} | {"code": each.code, "tax_rate_ppm": rate}
            for each, rate in choices.categories
        ],
    }


@of_till.post("/products")
def create_product(here: OperatorAtWork, body: ProductIn, counter: CounterOf, at: At) -> Reply:
    """Make a product of an unknown barcode, once however often it is asked for; the reply is its catalogue row."""
    actor = approved_actor(here, body.approval, counter, at)
    with counter.store.view() as view:
        currency = shop.get_station(view, here.till_id).shop.currency
    new = ProductAtTill(body.code, body.name, Money(body.price_minor, currency), body.category)
    product = create_product_at_till(counter.store, actor, new, at=at)
    with counter.store.view() as view:
        return {"product": product_row(view, here.till_id, product, at)}


def _printed(barcode: str) -> str:
    """A barcode as it is printed under its bars."""
    return barcode.removeprefix("0") if is_gtin(barcode) else barcode
