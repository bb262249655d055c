"""Names of categories that were columns are rows afterwards. On both databases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from models.catalogue.product import Category
from store import catalogue
from store.database import versions
from store.database.engine import Store

#: The last version in which each language was a column.
BEFORE = "0005"


def test_names_of_categories_outlive_their_columns(empty_store_url: str) -> None:
    store = Store(empty_store_url)
    with store.transaction() as tx:
        config = Config(attributes={"connection": tx})
        config.set_main_option("script_location", str(versions.MIGRATIONS))
        command.upgrade(config, BEFORE)
        written = sa.text(
            "INSERT INTO category (code, name_sv, name_en, position) VALUES "
            "('dairy', 'Mejeri & ägg', 'Dairy & eggs', 2), ('fruit', 'Frukt', 'Fruit', 1)"
        )
        tx.execute(written)
        versions.upgrade(tx)
        assert catalogue.all_categories(tx) == [
            Category("fruit", {"sv": "Frukt", "en": "Fruit"}, 1),
            Category("dairy", {"sv": "Mejeri & ägg", "en": "Dairy & eggs"}, 2),
        ]
        catalogue.add_categories(tx, [Category("fruit", {"fi": "Hedelmät"}, 1)])
        assert catalogue.all_categories(tx)[0] == Category("fruit", {"fi": "Hedelmät"}, 1)
    store.close()
