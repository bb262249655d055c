"""The one collection of tables, and how its constraints are named."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: Rows of these tables are facts: triggers refuse to change or remove them on every database.
APPEND_ONLY = (
    "journal", "sale", "sale_line", "tender", "stock_movement", "entry", "posting", "cash_movement", "z_report",
    "sale_line_discount", "sale_line_part", "arrival", "arrival_line", "stock_count", "stock_count_line",
    "write_off", "transfer", "transfer_line", "transfer_end", "transfer_end_line",
    "supplier_return", "supplier_return_line", "claim_end", "gift_card_entry", "customer_account_entry",
    "tip_entry", "advance_tax",
    "member_consent", "member_join", "member_look", "point_rule", "point_entry", "price_decision",
    "offer_rule", "member_offer",
    "lot", "lot_movement", "lot_recall", "customer_edition", "offer_trial", "shadow_day",
)  # fmt: skip
