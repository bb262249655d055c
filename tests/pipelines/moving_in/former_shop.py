"""A small shop in the files of a former system, in the layouts of Square, Shopify and others."""

from __future__ import annotations

from pathlib import Path

GOODS = (
    "Token,Item Name,Variation Name,SKU,GTIN,Reporting Category,Price,Default Unit Cost,Default Vendor Name,"
    "Current Quantity Hörnet,Tax - Moms (25%)\n"
    "T1,Mugg,Vit,MUG-W,,Hem,79.00,31.00,Glas AB,12,Y\n"
    "T2,Mugg,Svart,MUG-B,,Hem,79.00,31.00,Glas AB,8,Y\n"
    "T3,Kanna,,JUG,,Hem,249.00,120.00,Glas AB,3,Y\n"
)
MEMBERS = (
    "First Name,Last Name,Email Address,Phone Number,Postal Code,Birthday,Customer Since,Email Subscription Status,"
    "Consent date,Loyalty Balance\n"
    "Anna,Ek,anna.ek@example.com,031-390 06 71,111 22,1980-06-24,2021-03-01,subscribed,2022-05-06,120\n"
    "Bo,Ask,bo.ask@example.com,,,,2020-01-01,subscribed,,0\n"
    "Cia,Lind,,031-390 06 72,,,2023-09-01,unsubscribed,2022-01-01,30.5\n"
    "Ingen,Kontakt,,,,,2019-01-01,,,0\n"
)
GIFT_CARDS = (
    "Gift card number,Current balance,Expires on,Status\n"
    "GC-1234-ABCD,250.00,2028-03-31,Active\n"
    "GC-5678-EFGH,75.50,,Active\n"
    "GC-0000-ZZZZ,0.00,,Active\n"
)
SALES = (
    "Date,Time,Time Zone,Item,Price Point Name,SKU,Qty,Gross Sales,Discounts,Transaction ID,Event Type\n"
    "2025-11-03,10:00:00,Europe/Stockholm,Mugg,Vit,MUG-W,2,158.00,-8.00,A1,Payment\n"
    "2025-11-03,10:00:00,Europe/Stockholm,Kanna,,JUG,1,249.00,0.00,A1,Payment\n"
    "2026-10-01,12:30:00,Europe/Stockholm,Mugg,Svart,MUG-B,1,79.00,0.00,A2,Payment\n"
)
PRICES = (
    "Artikelnummer,Pris inkl moms,Gäller från,Gäller till\n"
    "MUG-W,69.00,2026-01-01,\n"
    "MUG-W,59.00,2026-11-01,2026-11-07\n"
    "JUG,229.00,2026-05-01,\n"
)
ORDERS = (
    "Order number,Supplier,Order date,Expected delivery,SKU,Ordered quantity,Received quantity,Unit cost\n"
    "PO-7,Glas AB,2026-11-18,2026-11-25,MUG-W,24,4,31.00\n"
    "PO-7,Glas AB,2026-11-18,2026-11-25,JUG,6,0,120.00\n"
)
FILES = {
    "prishistorik.csv": PRICES,
    "purchase-orders.csv": ORDERS,
    "sales-2026.csv": SALES,
    "gift-cards.csv": GIFT_CARDS,
    "customers.csv": MEMBERS,
    "items.csv": GOODS,
}


def former_files(folder: Path, **changes: str) -> tuple[Path, ...]:
    """The files in a folder; ``changes`` replace the content of one, by its name without its ending."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in FILES.items():
        key = name.removesuffix(".csv").replace("-", "_")
        (folder / name).write_text(changes.get(key, content), encoding="utf-8")
    return tuple(folder / name for name in FILES)
