"""A shop that sold before there were kits keeps its sales as they were. On both databases."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from operations.installation.opening import open_store
from store.catalogue.kit_rows import all_recipes, recipe_of
from store.database import versions
from store.database.engine import Store
from store.invariants.recorded_kits import kits_and_journal, parts_brought_back, parts_without_goods, parts_without_kit
from store.invariants.stock import sales_without_goods
from store.selling import sales
from store.stock import movements_from

#: The last version without kits.
BEFORE = "0048"
AT = 1_764_000_000_000_000
ROWS = (
    """INSERT INTO shop (id, company, org_number, country, currency, zone, day_closes_at)
    VALUES (1, 'Kassa AB', '556000-4755', 'SE', 'SEK', 'Europe/Stockholm', '04:00:00.000000')""",
    "INSERT INTO location (id, name, address) VALUES (1, 'Hörnet', 'Storgatan 1')",
    "INSERT INTO device (id, kind, name, location_id) VALUES (1, 'till', 'KASSA01', 1)",
    "INSERT INTO device (id, kind, name, location_id) VALUES (100, 'office', 'KONTOR', 1)",
    "INSERT INTO device_head (device_id) VALUES (1)",
    "INSERT INTO device_head (device_id) VALUES (100)",
    "INSERT INTO category (code, position) VALUES ('dairy', 1)",
    "INSERT INTO product (sku, name, unit, category, tax_category) VALUES ('MILK', 'Mjölk', 'piece', 'dairy', 'food')",
    f"""INSERT INTO sale (id, device_id, receipt_number, location_id, at, business_day, operator, currency,
    gross_minor, net_minor, tax_minor, discount_minor, rounding_minor, due_minor)
    VALUES (7, 1, 1, 1, {AT}, '2025-11-24', 'anna', 'SEK', 3000, 2679, 321, 0, 0, 3000)""",
    """INSERT INTO sale_line (sale_id, position, location_id, business_day, sku, name, unit, quantity,
    unit_price_minor, discount_minor, gross_minor, net_minor, tax_minor, tax_category, tax_rate_ppm)
    VALUES (7, 1, 1, '2025-11-24', 'MILK', 'Mjölk', 'piece', 2000, 1500, 0, 3000, 2679, 321, 'food', 120000)""",
    """INSERT INTO tender (sale_id, position, kind, amount_minor, change_minor)
    VALUES (7, 0, 'cash', 3000, 0)""",
    f"""INSERT INTO stock_movement (source_id, position, location_id, sku, quantity, reason, at, business_day)
    VALUES (7, 1, 1, 'MILK', -2000, 'sale', {AT}, '2025-11-24')""",
)


def test_a_filled_shop_of_the_version_before_has_no_kits_and_its_sales(empty_store_url: str) -> None:
    earlier = Store(empty_store_url)
    with earlier.transaction() as tx:
        config = Config(attributes={"connection": tx})
        config.set_main_option("script_location", str(versions.MIGRATIONS))
        command.upgrade(config, BEFORE)
        for row in ROWS:
            tx.execute(sa.text(row))
    earlier.close()

    opened = open_store(empty_store_url)
    with opened.view() as view:
        assert versions.current(view) == versions.head()
        (line,) = sales.get_sale(view, 7).lines
        assert (line.sku, line.quantity, line.gross.minor, line.kit) == ("MILK", Decimal(2), 3000, None)
        assert [(each.sku, each.quantity) for each in movements_from(view, [7])[7]] == [("MILK", Decimal(-2))]
        assert all_recipes(view) == {}
        assert recipe_of(view, "MILK").version == 0
        rules = (kits_and_journal, parts_brought_back, parts_without_goods, parts_without_kit, sales_without_goods)
        assert [str(each) for rule in rules for each in rule(view)] == []
    opened.close()
