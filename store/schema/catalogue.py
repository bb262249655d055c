"""What is sold: products, barcodes, prices over time, tax rates over time."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Quantity
from store.schema.base import metadata

category = sa.Table(
    "category",
    metadata,
    sa.Column("code", sa.String(40), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("colour", sa.String(16)),
)

#: Classes of deposit that the shop made beside those of its country; a name is empty in a language without one.
own_deposit = sa.Table(
    "own_deposit",
    metadata,
    sa.Column("code", sa.String(24), primary_key=True),
    sa.Column("name_sv", sa.String(80), nullable=False, server_default=""),
    sa.Column("name_en", sa.String(80), nullable=False, server_default=""),
)
#: From a day on, so much is taken for one unit of a class of deposit; 0: none any more.
own_deposit_amount = sa.Table(
    "own_deposit_amount",
    metadata,
    sa.Column("code", sa.ForeignKey("own_deposit.code"), primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
)

#: The pages of quick keys that the tills of a location show, by number from 1, and the goods on them.
quick_key_page = sa.Table(
    "quick_key_page",
    metadata,
    sa.Column("location_id", sa.ForeignKey("location.id"), primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(24), nullable=False),
)
quick_key = sa.Table(
    "quick_key",
    metadata,
    sa.Column("location_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("page", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False),
    sa.ForeignKeyConstraint(["location_id", "page"], ["quick_key_page.location_id", "quick_key_page.number"]),
)

#: The name of a category in each language that it has one in; ``language`` is ISO 639-1.
category_name = sa.Table(
    "category_name",
    metadata,
    sa.Column("category_code", sa.ForeignKey("category.code"), primary_key=True),
    sa.Column("language", sa.String(8), primary_key=True),
    sa.Column("name", sa.String(80), nullable=False),
)

#: ``content_quantity`` and ``content_unit`` are the net content of one unit sold, both or neither.
#: ``age_limit`` in years; the till asks for the price where ``open_price`` is true. A pack takes ``pack_quantity`` of
#: the product ``pack_of`` from stock and has none of its own. ``shelf_life_days``: goods that spoil may be sold on so
#: many days. ``has_lots``: deliveries of it name lot and best-before day.
product = sa.Table(
    "product",
    metadata,
    sa.Column("sku", sa.String(40), primary_key=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("unit", sa.String(16), nullable=False),
    sa.Column("category", sa.ForeignKey("category.code"), nullable=False, index=True),
    sa.Column("tax_category", sa.String(24), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("content_quantity", Quantity),
    sa.Column("content_unit", sa.String(8)),
    sa.Column("age_limit", sa.SmallInteger),
    sa.Column("open_price", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("deposit", sa.String(24)),
    sa.Column("pack_of", sa.ForeignKey("product.sku"), index=True),
    sa.Column("pack_quantity", sa.Integer),
    sa.Column("shelf_life_days", sa.SmallInteger),
    sa.Column("has_lots", sa.Boolean, nullable=False, server_default=sa.false()),
)

#: How often the parts of a kit were changed; one without parts in ``kit_part`` is no kit any more.
kit = sa.Table(
    "kit",
    metadata,
    sa.Column("sku", sa.ForeignKey("product.sku"), primary_key=True),
    sa.Column("version", sa.Integer, sa.CheckConstraint("version > 0", name="counted"), nullable=False),
)

#: What goes into one kit: so much of a product, which may be a kit itself. A kit has no stock of its own.
kit_part = sa.Table(
    "kit_part",
    metadata,
    sa.Column("kit_sku", sa.ForeignKey("kit.sku"), primary_key=True),
    sa.Column("part_sku", sa.ForeignKey("product.sku"), primary_key=True, index=True),
    sa.Column("quantity", Quantity, sa.CheckConstraint("quantity > 0", name="something"), nullable=False),
    sqlite_with_rowid=False,
)

#: A picture of goods in all its sizes, as WebP; ``digest`` is the SHA-256 of its measures and files, so that equal
#: pictures are stored once. ``width`` and ``height`` are those of ``page_file``, in pixels.
picture = sa.Table(
    "picture",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("list_file", sa.LargeBinary, nullable=False),
    sa.Column("tile_file", sa.LargeBinary, nullable=False),
    sa.Column("page_file", sa.LargeBinary, nullable=False),
)

#: The pictures of a product in their order, from place 1 on, with the words for whoever does not see them.
product_picture = sa.Table(
    "product_picture",
    metadata,
    sa.Column("sku", sa.ForeignKey("product.sku"), primary_key=True),
    sa.Column("place", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.ForeignKey("picture.digest"), nullable=False, index=True),
    sa.Column("text_sv", sa.String(160), nullable=False, server_default=""),
    sa.Column("text_en", sa.String(160), nullable=False, server_default=""),
)

# The order of the till's screen, read a page at a time.
sa.Index("ix_product_screen_order", product.c.category, product.c.name, product.c.sku)

#: A product has any number of barcodes; a barcode belongs to one product. ``deposit`` is null where that of the product
#: holds.
product_gtin = sa.Table(
    "product_gtin",
    metadata,
    sa.Column("gtin", sa.String(14), primary_key=True),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False, index=True),
    sa.Column("deposit", sa.String(24)),
    sa.CheckConstraint("length(gtin) = 14", name="fourteen_digits"),
)

#: Barcodes of a shop's own (Code 128, Code 39) that are no GTINs; one belongs to one product.
product_code = sa.Table(
    "product_code",
    metadata,
    sa.Column("code", sa.String(48), primary_key=True),
    sa.Column("sku", sa.ForeignKey("product.sku"), nullable=False, index=True),
)

#: Price per unit including tax. On a day holds the row with the latest ``valid_from`` among those that cover it,
#: so a campaign is a row with an end after which the ordinary price holds again. ``valid_until`` is excluded.
price = sa.Table(
    "price",
    metadata,
    sa.Column("sku", sa.ForeignKey("product.sku"), primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("price_minor", sa.BigInteger, nullable=False),
    sa.Column("valid_until", sa.Date),
    sa.CheckConstraint("price_minor >= 0", name="not_negative"),
    sa.CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="ends_after_start"),
)

#: As ``price``, for the tills of one location: while a row of it covers the day, ``price`` does not count there.
location_price = sa.Table(
    "location_price",
    metadata,
    sa.Column("sku", sa.ForeignKey("product.sku"), primary_key=True),
    sa.Column("location_id", sa.ForeignKey("location.id"), primary_key=True, autoincrement=False),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("price_minor", sa.BigInteger, nullable=False),
    sa.Column("valid_until", sa.Date),
    sa.CheckConstraint("price_minor >= 0", name="not_negative"),
    sa.CheckConstraint("valid_until IS NULL OR valid_until > valid_from", name="ends_after_start"),
)

#: The rate of a tax category from a date until the next row's date, with the law it comes from.
tax_rate = sa.Table(
    "tax_rate",
    metadata,
    sa.Column("country", sa.String(2), primary_key=True),
    sa.Column("tax_category", sa.String(24), primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("rate_ppm", sa.Integer, nullable=False),
    sa.Column("source", sa.String(200), nullable=False),
    sa.CheckConstraint("rate_ppm >= 0 AND rate_ppm < 1000000", name="below_one"),
)
