"""A shop from before there were facts of its products, suppliers, accounts and imported systems gets them once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from operations.installation.earlier_data import record_earlier_data
from operations.installation.opening import open_store
from store import invariants, journal
from store.database import versions
from store.database.engine import Connection, Store

#: The last version of the tables of which the journal did not record them.
BEFORE = "0005"
ROWS = (
    """INSERT INTO shop (id, company, org_number, country, currency, zone, day_closes_at)
    VALUES (1, 'Kassa AB', '556000-4755', 'SE', 'SEK', 'Europe/Stockholm', '04:00:00.000000')""",
    "INSERT INTO location (id, name, address) VALUES (1, 'Hörnet', 'Storgatan 1')",
    "INSERT INTO device (id, kind, name, location_id) VALUES (100, 'office', 'KONTOR', 1)",
    "INSERT INTO device (id, kind, name, location_id) VALUES (1000, 'import', 'EARLIER', 1)",
    "INSERT INTO device_head (device_id) VALUES (100)",
    "INSERT INTO category (code, name_sv, name_en, position) VALUES ('dairy', 'Mejeri', 'Dairy', 1)",
    "INSERT INTO product (sku, name, unit, category, tax_category) VALUES ('MILK', 'Mjölk', 'piece', 'dairy', 'food')",
    "INSERT INTO product_gtin (gtin, sku) VALUES ('07310865004703', 'MILK')",
    "INSERT INTO supplier (code, name, lead_time_days, review_period_days) VALUES ('GROSS', 'Grossisten', 2, 7)",
    """INSERT INTO account_choice (role, rate_ppm, valid_from, number, name)
    VALUES ('cash', 0, '1900-01-01', '1910', 'Kassa')""",
)


def test_a_shop_without_facts_of_its_range_is_recorded_when_it_is_opened(empty_store_url: str) -> None:
    earlier = Store(empty_store_url)
    with earlier.transaction() as tx:
        config = Config(attributes={"connection": tx})
        config.set_main_option("script_location", str(versions.MIGRATIONS))
        command.upgrade(config, BEFORE)
        for row in ROWS:
            tx.execute(sa.text(row))
    earlier.close()

    opened = open_store(empty_store_url)
    with opened.transaction() as tx:
        assert invariants.check_all(tx) == []
        assert kinds(tx) == [
            "categories_changed",
            "products_changed",
            "suppliers_changed",
            "accounts_chosen",
            "device_added",
        ]
        record_earlier_data(tx)
        assert len(kinds(tx)) == 5
        tx.execute(sa.text("UPDATE product SET name = 'Filmjölk'"))  # the control: from now on a change is found
        (violation,) = invariants.check_all(tx)
        assert (violation.rule, violation.subject) == ("C8", "product MILK")
    opened.close()


def kinds(view: Connection) -> list[str]:
    return [row.kind for row in journal.read(view, 100)]
