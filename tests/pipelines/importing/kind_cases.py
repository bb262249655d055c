"""Lists with age limits, deposits and packs, each with the products or problems that are right."""

from __future__ import annotations

from models.catalogue.product import Pack
from tests.pipelines.importing.product_cases import Case


def of_a(**values: object) -> dict[str, dict[str, object]]:
    return {"A": values}


KINDS = (
    *(
        Case(f"{heading} {cell}", f"SKU,Name,Price,{heading}\nA,Alfa,1,{cell}\n", of_a(**{name: value}))
        for heading, cell, name, value in (
            ("Age limit", "18+", "age_limit", 18),
            ("Åldersgräns", "20 år", "age_limit", 20),
            ("Shelf life", "3", "shelf_life", 3),
            ("Hållbarhet, dagar", "2 veckor", "shelf_life", 14),
            ("Hållbarhet", "0", "shelf_life", None),
            ("Has lots", "yes", "has_lots", True),
            ("Batchspårning", "nej", "has_lots", False),
            ("Kategori", "Tobak", "age_limit", 18),
            ("Kategori", "Mejeri", "age_limit", None),
            ("Pant", "small_old", "deposit", "small_old"),
            ("Deposit", "none", "deposit", None),
        )
    ),
    Case("no age limit", "SKU,Name,Price,Kategori,Age limit\nA,Alfa,1,Tobak,0\n", of_a(age_limit=None)),
    Case(
        "a case and its stock",
        "SKU,Namn,Pris,Förpackning av,Antal i förpackningen,Saldo\nCAN,Läsk,15,,,48\nA,Läsk 24-p,300,CAN,24,2\n",
        {"A": {"pack": Pack("CAN", 24), "stock": None}, "CAN": {"pack": None, "stock": 48}},
    ),
    Case("no age", "SKU,Name,Price,Age limit\nA,Alfa,1,adults\n", problems=((2, "not_years"),)),
    Case("no shelf life", "SKU,Name,Price,Shelf life\nA,Alfa,1,fresh\n", problems=((2, "not_days"),)),
    Case("no lots", "SKU,Name,Price,Has lots\nA,Alfa,1,perhaps\n", problems=((2, "not_yes_or_no"),)),
    Case("no such deposit", "SKU,Name,Price,Pant\nA,Alfa,1,2 kr\n", problems=((2, "unknown_deposit"),)),
    *(
        Case(
            name, f"SKU,Name,Price,Unit,Pack of,Pack quantity\nB,Beta,1,{unit},,\n{rows}", problems=((3, "wrong_pack"),)
        )
        for name, unit, rows in (
            ("a pack of nothing", "st", "A,Alfa,1,st,C,6\n"),
            ("a pack of itself", "st", "A,Alfa,1,st,A,6\n"),
            ("a pack of goods by weight", "kg", "A,Alfa,1,st,B,6\n"),
            ("a pack sold by weight", "st", "A,Alfa,1,kg,B,6\n"),
            ("a pack of one", "st", "A,Alfa,1,st,B,1\n"),
            ("a pack of part", "st", 'A,Alfa,1,st,B,"2,5"\n'),
            ("a pack of how many", "st", "A,Alfa,1,st,B,\n"),
        )
    ),
    Case(
        "a pack of packs",
        "SKU,Name,Price,Pack of,Pack quantity\nB,Beta,1,,\nA,Alfa,1,B,6\nC,Ceta,1,A,40\n",
        problems=((4, "wrong_pack"),),
    ),
)
