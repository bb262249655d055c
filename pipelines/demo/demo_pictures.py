"""Pictures of some goods of the demo shop, with words for those who do not see them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from importlib import resources

from models.access.actor import Actor
from models.catalogue.product import Product
from operations.catalogue.picture_changes import add_picture
from pipelines.demo.goods_drawings import DRAWN_FAMILIES, drawing_of
from store.database.engine import Store

#: What a drawing shows, in the languages of the shop.
_WORDS = {"sv": "Ritad bild: {name}", "en": "Drawing: {name}"}


def show_drawings(store: Store, actor: Actor, products: Iterable[Product], language: str, *, at: datetime) -> None:
    """Show each of the products whose family has a drawing by it."""
    families = _families()
    for product in products:
        family = _family_of(product.name, families, language)
        if family is not None:
            names = {"sv": family, "en": families[family]}
            texts = {each: words.format(name=names[each].lower()) for each, words in _WORDS.items()}
            add_picture(store, actor, product.sku, drawing_of(family), texts=texts, at=at)


def _families() -> dict[str, str]:
    """The English name of each family that has a drawing, by its Swedish name."""
    with resources.files("pipelines.demo").joinpath("goods.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["name"]: row["english"] for row in rows if row["name"] in DRAWN_FAMILIES}


def _family_of(name: str, families: dict[str, str], language: str) -> str | None:
    """The family of a product by how its name begins; of two that fit the longer."""
    names = {swedish: swedish if language == "sv" else english for swedish, english in families.items()}
    matches = [swedish for swedish, begin in names.items() if f"{name} ".startswith(f"{begin} ")]
    return max(matches, key=len, default=None)
