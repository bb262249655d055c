"""The first tables: shop, catalogue, selling, stock, ledger, journal, purchasing and planning."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("journal", "sale", "sale_line", "tender", "stock_movement", "entry", "posting")


def upgrade() -> None:
    """Make every table, then the triggers that keep facts as they are."""
    _tables()
    for table in APPEND_ONLY:
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    message = f"{table} is append-only: correct a fact by adding another one"
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def _tables() -> None:
    op.create_table(
        "category",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_sv", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_category")),
    )
    op.create_table(
        "customer",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("age_group", sa.String(length=24), nullable=True),
        sa.Column("income_group", sa.String(length=24), nullable=True),
        sa.Column("household_size", sa.String(length=24), nullable=True),
        sa.Column("household_kind", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_customer")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    op.create_index(op.f("ix_entry_business_day"), "entry", ["business_day"], unique=False)
    op.create_table(
        "forecast_run",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("forecaster", sa.String(length=40), nullable=False),
        sa.Column("code_version", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("cutoff", sa.Date(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_run")),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    op.create_table(
        "shop",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company", sa.String(length=120), nullable=False),
        sa.Column("org_number", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("day_closes_at", sa.Time(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_shop_one_shop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
    )
    op.create_table(
        "stock_movement",
        sa.Column("source_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "position", name=op.f("pk_stock_movement")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "supplier",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("lead_time_days", sa.Integer(), nullable=False),
        sa.Column("review_period_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("lead_time_days >= 0 AND review_period_days > 0", name=op.f("ck_supplier_days")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_supplier")),
    )
    op.create_table(
        "tax_rate",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("tax_category", sa.String(length=24), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rate_ppm", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.CheckConstraint("rate_ppm >= 0 AND rate_ppm < 1000000", name=op.f("ck_tax_rate_below_one")),
        sa.PrimaryKeyConstraint("country", "tax_category", "valid_from", name=op.f("pk_tax_rate")),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("id > 0 AND id <= 2097151", name=op.f("ck_device_id_fits")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_device_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_table(
        "forecast",
        sa.Column("run_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("dispersion", sa.Double(), nullable=False),
        sa.Column("p50", sa.Double(), nullable=False),
        sa.Column("p80", sa.Double(), nullable=False),
        sa.Column("p95", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["forecast_run.id"], name=op.f("fk_forecast_run_id")),
        sa.PrimaryKeyConstraint("run_id", "location_id", "sku", "day", name=op.f("pk_forecast")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "posting",
        sa.Column("entry_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=8), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_posting_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_posting")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "product",
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("tax_category", sa.String(length=24), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.ForeignKeyConstraint(["category"], ["category.code"], name=op.f("fk_product_category")),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_product")),
    )
    op.create_index(op.f("ix_product_category"), "product", ["category"], unique=False)
    op.create_table(
        "purchase_order",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("supplier_code", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_purchase_order_location_id")),
        sa.ForeignKeyConstraint(["supplier_code"], ["supplier.code"], name=op.f("fk_purchase_order_supplier_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
    )
    op.create_index(op.f("ix_purchase_order_state"), "purchase_order", ["state"], unique=False)
    op.create_table(
        "basket",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("label", sa.String(length=80), server_default="", nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("last_position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_basket_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket")),
    )
    op.create_index(
        "ix_basket_parked",
        "basket",
        ["device_id"],
        unique=False,
        sqlite_where=sa.text("state = 'parked'"),
        postgresql_where=sa.text("state = 'parked'"),
    )
    op.create_index(
        "ux_basket_one_open",
        "basket",
        ["device_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "device_head",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_fact", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_receipt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_journal", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("journal_hash", sa.String(length=64), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_device_head_device_id")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_head")),
    )
    op.create_table(
        "journal",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_journal_device_id")),
        sa.PrimaryKeyConstraint("device_id", "seq", name=op.f("pk_journal")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "price",
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_price_not_negative")),
        sa.CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_price_ends_after_start")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_price_sku")),
        sa.PrimaryKeyConstraint("sku", "valid_from", name=op.f("pk_price")),
    )
    op.create_table(
        "product_gtin",
        sa.Column("gtin", sa.String(length=14), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.CheckConstraint("length(gtin) = 14", name=op.f("ck_product_gtin_fourteen_digits")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_product_gtin_sku")),
        sa.PrimaryKeyConstraint("gtin", name=op.f("pk_product_gtin")),
    )
    op.create_index(op.f("ix_product_gtin_sku"), "product_gtin", ["sku"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("supplier_code", sa.String(length=40), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_proposal_location_id")),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_order.id"], name=op.f("fk_proposal_order_id")),
        sa.ForeignKeyConstraint(["run_id"], ["forecast_run.id"], name=op.f("fk_proposal_run_id")),
        sa.ForeignKeyConstraint(["supplier_code"], ["supplier.code"], name=op.f("fk_proposal_supplier_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index(op.f("ix_proposal_state"), "proposal", ["state"], unique=False)
    op.create_table(
        "purchase_order_line",
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_order.id"], name=op.f("fk_purchase_order_line_order_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_purchase_order_line_sku")),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_purchase_order_line")),
    )
    op.create_table(
        "sale",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("receipt_number", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("operator", sa.String(length=40), nullable=False),
        sa.Column("customer", sa.String(length=40), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("rounding_minor", sa.BigInteger(), nullable=False),
        sa.Column("due_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("gross_minor + rounding_minor = due_minor", name=op.f("ck_sale_due")),
        sa.CheckConstraint("net_minor + tax_minor = gross_minor", name=op.f("ck_sale_net_and_tax")),
        sa.ForeignKeyConstraint(["customer"], ["customer.code"], name=op.f("fk_sale_customer")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_sale_device_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_sale_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale")),
        sa.UniqueConstraint("device_id", "receipt_number", name=op.f("uq_sale_device_id")),
    )
    op.create_index("ix_sale_business_day", "sale", ["business_day", "location_id"], unique=False)
    op.create_table(
        "stock_level",
        sa.Column("location_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_stock_level_location_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_stock_level_sku")),
        sa.PrimaryKeyConstraint("location_id", "sku", name=op.f("pk_stock_level")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "supplier_term",
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("supplier_code", sa.String(length=40), nullable=False),
        sa.Column("preferred", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("supplier_sku", sa.String(length=40), nullable=True),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        sa.Column("case_pack", sa.BigInteger(), nullable=False),
        sa.Column("moq", sa.BigInteger(), nullable=False),
        sa.Column("lead_time_days", sa.Integer(), nullable=True),
        sa.CheckConstraint("cost_minor >= 0 AND case_pack > 0 AND moq >= 0", name=op.f("ck_supplier_term_terms")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_supplier_term_sku")),
        sa.ForeignKeyConstraint(["supplier_code"], ["supplier.code"], name=op.f("fk_supplier_term_supplier_code")),
        sa.PrimaryKeyConstraint("sku", "supplier_code", name=op.f("pk_supplier_term")),
    )
    op.create_table(
        "till_client",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client", sa.String(length=36), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("last_problems", sa.Text(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_till_client_device_id")),
        sa.PrimaryKeyConstraint("device_id", "client", name=op.f("pk_till_client")),
    )
    op.create_table(
        "basket_line",
        sa.Column("basket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["basket_id"], ["basket.id"], name=op.f("fk_basket_line_basket_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_basket_line_sku")),
        sa.PrimaryKeyConstraint("basket_id", "position", name=op.f("pk_basket_line")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "proposal_line",
        sa.Column("proposal_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_line_proposal_id")),
        sa.ForeignKeyConstraint(["sku"], ["product.sku"], name=op.f("fk_proposal_line_sku")),
        sa.PrimaryKeyConstraint("proposal_id", "position", name=op.f("pk_proposal_line")),
    )
    op.create_table(
        "sale_line",
        sa.Column("sale_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("gtin", sa.String(length=14), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_category", sa.String(length=24), nullable=False),
        sa.Column("tax_rate_ppm", sa.Integer(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("net_minor + tax_minor = gross_minor", name=op.f("ck_sale_line_net_and_tax")),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_sale_line_sale_id")),
        sa.PrimaryKeyConstraint("sale_id", "position", name=op.f("pk_sale_line")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tender",
        sa.Column("sale_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("change_minor", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["sale_id"], ["sale.id"], name=op.f("fk_tender_sale_id")),
        sa.PrimaryKeyConstraint("sale_id", "position", name=op.f("pk_tender")),
        sqlite_with_rowid=False,
    )
