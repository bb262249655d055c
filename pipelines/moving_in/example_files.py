"""Small made-up exports of two former systems, to try moving in with: nobody in them exists."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from models.errors import Refused


class FormerSystem(StrEnum):
    """Whose layout the files have."""

    SQUARE = "square"
    SWEDISH_TILL = "swedish-till"


class FolderNotEmpty(Refused):
    """A folder in which something is already."""

    code = "folder_not_empty"
    text = "{folder} is not empty. Nothing was written; name a folder that does not exist yet, or an empty one."

    folder: str


_SQUARE = {
    "items.csv": """\
Token,Item Name,Variation Name,SKU,GTIN,Reporting Category,Price,Default Unit Cost,Default Vendor Name,\
Current Quantity,Tax - Moms (25%)
T1,Mug,White,EX-MUG-W,,Home,79.00,31.00,Glass & Co,12,Y
T2,Mug,Black,EX-MUG-B,,Home,79.00,31.00,Glass & Co,8,Y
T3,Jug,,EX-JUG,,Home,249.00,120.00,Glass & Co,3,Y
T4,Tea towel,,EX-TOWEL,,Home,59.00,22.50,Linen Ltd,20,Y
""",
    "customers.csv": """\
First Name,Last Name,Email Address,Phone Number,Postal Code,Customer Since,Email Subscription Status,Consent date
Anna,Ek,anna.ek@example.com,031-390 06 71,111 22,2021-03-01,subscribed,2022-05-06
Bo,Ask,bo.ask@example.com,,,2020-01-01,subscribed,
Cia,Lind,,031-390 06 72,,2023-09-01,unsubscribed,
""",
    "gift-cards.csv": """\
Gift card number,Current balance,Expires on,Status
EX-1234-ABCD,250.00,{year_ahead},Active
EX-5678-EFGH,75.50,,Active
""",
    "item-sales.csv": """\
Date,Time,Time Zone,Item,Price Point Name,SKU,Qty,Gross Sales,Discounts,Transaction ID,Event Type
{long_ago},10:00:00,Europe/Stockholm,Mug,White,EX-MUG-W,2,158.00,-8.00,EXA1,Payment
{long_ago},10:00:00,Europe/Stockholm,Jug,,EX-JUG,1,249.00,0.00,EXA1,Payment
{last_month},12:30:00,Europe/Stockholm,Mug,Black,EX-MUG-B,1,79.00,0.00,EXA2,Payment
{last_week},15:45:00,Europe/Stockholm,Tea towel,,EX-TOWEL,3,177.00,0.00,EXA3,Payment
""",
}
_SWEDISH_TILL = {
    "artiklar.csv": """\
Artikelnummer;Benämning;Streckkod;Varugrupp;Pris inkl moms;Inköpspris;Moms;Lagersaldo;Leverantör
EX-100;Ljus 6-pack;;Inredning;49,00;21,00;25 %;30;Ljusgrossen AB
EX-101;Vas, hög;;Inredning;329,00;160,00;25 %;4;Ljusgrossen AB
EX-102;Servetter;;Inredning;29,90;11,50;25 %;60;Ljusgrossen AB
""",
    "prishistorik.csv": """\
Artikelnummer;Pris inkl moms;Gäller från;Gäller till
EX-100;45,00;{long_ago};
EX-100;39,00;{last_month};{last_week}
EX-101;349,00;{long_ago};
""",
    "inkopsordrar.csv": """\
Inköpsorder;Leverantör;Orderdatum;Förväntad leverans;Artikelnummer;Beställt;Mottaget antal;Inköpspris
EX-PO-7;Ljusgrossen AB;{last_week};{next_week};EX-100;48;12;21,00
EX-PO-7;Ljusgrossen AB;{last_week};{next_week};EX-102;96;0;11,50
""",
    "kunder.csv": """\
Förnamn;Efternamn;E-post;Telefon;Postnummer;Kund sedan;Samtycke;Samtyckesdatum
Dag;Holm;dag.holm@example.com;031-390 06 73;222 33;2022-02-02;ja;2022-02-02
Eva;Sund;eva.sund@example.com;;;2024-04-04;nej;
""",
    "presentkort.csv": """\
Kortnummer;Saldo;Giltigt till
EX-9012-JKLM;500,00;{year_ahead}
""",
    "forsaljning.csv": """\
Datum;Tid;Kvittonummer;Artikelnummer;Benämning;Antal;Pris;Belopp inkl moms
{long_ago};11:00;EX5001;EX-100;Ljus 6-pack;2;45,00;90,00
{last_week};16:20;EX5002;EX-101;Vas, hög;1;329,00;329,00
{last_week};16:20;EX5002;EX-102;Servetter;4;29,90;119,60
""",
}
_FILES = {FormerSystem.SQUARE: _SQUARE, FormerSystem.SWEDISH_TILL: _SWEDISH_TILL}


def write_examples(folder: Path, today: date) -> list[Path]:
    """Write the files of both systems, each into a folder of its own; returns them.

    Days are counted from ``today``, so that former prices are of the last thirty days. Raises :class:`FolderNotEmpty`.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(str(folder)[:80])
    days = {
        "long_ago": today - timedelta(days=400),
        "last_month": today - timedelta(days=24),
        "last_week": today - timedelta(days=7),
        "next_week": today + timedelta(days=7),
        "year_ahead": today + timedelta(days=400),
    }
    paths = []
    for system, files in _FILES.items():
        for name, text in files.items():
            path = folder / system / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.format_map({word: day.isoformat() for word, day in days.items()}), encoding="utf-8")
            paths.append(path)
    return paths
