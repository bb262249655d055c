"""What a column of another program's table can mean."""

from __future__ import annotations

from enum import StrEnum


class ColumnRole(StrEnum):
    """What a column can mean; the values are what ``--map`` takes."""

    SKU = "sku"
    GTIN = "gtin"
    NAME = "name"
    VARIANT = "variant"
    VARIANT2 = "variant2"
    VARIANT3 = "variant3"
    HANDLE = "handle"
    ID = "id"
    PARENT = "parent"
    CATEGORY = "category"
    PRICE = "price"
    PRICE_WITHOUT_TAX = "price_without_tax"
    PRICE_LOCATION = "price_location"
    SALE_PRICE = "sale_price"
    CURRENCY = "currency"
    COST = "cost"
    TAX = "tax"
    UNIT = "unit"
    BY_WEIGHT = "by_weight"
    ACTIVE = "active"
    ARCHIVED = "archived"
    STOCK = "stock"
    DAMAGED = "damaged"
    SUPPLIER = "supplier"
    SUPPLIER_SKU = "supplier_sku"
    CASE_PACK = "case_pack"
    MOQ = "moq"
    FROM_QUANTITY = "from_quantity"
    LEAD_TIME = "lead_time"
    CONTENT = "content"
    CONTENT_UNIT = "content_unit"
    AGE_LIMIT = "age_limit"
    SHELF_LIFE = "shelf_life"
    HAS_LOTS = "has_lots"
    LOT = "lot"
    BEST_BEFORE = "best_before"
    DEPOSIT = "deposit"
    PACK_OF = "pack_of"
    PACK_QUANTITY = "pack_quantity"
    KIND = "kind"
    STATUS = "status"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    RECEIPT = "receipt"
    REGISTER = "register"
    DATE = "date"
    TIME = "time"
    ZONE = "time_zone"
    QUANTITY = "quantity"
    GROSS = "gross"
    TOTAL = "total"
    DISCOUNT = "discount"
    ORDER_DISCOUNT = "order_discount"
    ORDER_SUM = "order_sum"
    ORDER_TOTAL = "order_total"
    TENDER = "tender"
    CUSTOMER = "customer"
    OPERATOR = "operator"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    BIRTHDAY = "birthday"
    JOINED = "joined"
    CONSENT = "consent"
    CONSENT_DATE = "consent_date"
    POINTS = "points"
    UNTIL = "until"
    CODE = "code"
    BALANCE = "balance"
    EXPECTED = "expected"
    RECEIVED = "received"


#: Amounts that customers pay: with tax.
WITH_TAX = frozenset({ColumnRole.PRICE, ColumnRole.GROSS, ColumnRole.TOTAL})
#: Amounts of money.
AMOUNTS = WITH_TAX | {
    ColumnRole.PRICE_WITHOUT_TAX,
    ColumnRole.SALE_PRICE,
    ColumnRole.COST,
    ColumnRole.DISCOUNT,
    ColumnRole.ORDER_DISCOUNT,
    ColumnRole.ORDER_SUM,
    ColumnRole.ORDER_TOTAL,
    ColumnRole.BALANCE,
}
#: Columns of numbers.
COUNTED = AMOUNTS | {
    ColumnRole.STOCK,
    ColumnRole.DAMAGED,
    ColumnRole.QUANTITY,
    ColumnRole.CASE_PACK,
    ColumnRole.MOQ,
    ColumnRole.FROM_QUANTITY,
    ColumnRole.POINTS,
    ColumnRole.RECEIVED,
}
