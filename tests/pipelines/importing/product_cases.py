"""Product lists as shops and their programs write them, each with the products or problems that are right."""

from __future__ import annotations

from dataclasses import dataclass

SHOPIFY = "Handle,Title,Vendor,Type,Option1 Value,Option2 Value,Option3 Value,Variant SKU,Variant Price,Status\n"
WOO = "ID,Type,SKU,Name,Published,Tax class,Stock,Sale price,Regular price,Categories,Parent\n"
LOYVERSE = "Handle,SKU,Name,Category,Sold by weight,Option 1 value,Default price,Barcode,{flags}\n"
SIX = '"Tax - ""Moms"" (6%)"'


@dataclass(frozen=True, slots=True)
class Case:
    """A list and what comes of it: by SKU some of name, price in minor units, barcodes …, or (row, code) of problems.

    Each of ``notes`` is a part of a note of the report.
    """

    name: str
    text: str
    products: dict[str, dict[str, object]] | None = None
    problems: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = ()


def _price(heading: str, cell: str, other: str = "", more: str = "") -> str:
    return f"SKU;Namn;{heading}{other}\nA;Alfa;{cell}{more}\n"


def _of(**values: object) -> dict[str, dict[str, object]]:
    return {"A": values}


TWO_PRICES = tuple(
    Case(f"with tax: {with_tax}", _price(without, "80,00", f";{with_tax}", ";100,00"), _of(price=10_000))
    for without, with_tax in (
        ("Utpris", "Utpris inkl. moms"),
        ("Pris exkl. moms", "Pris (inkl. moms)"),
        ("Price", "Price incl. VAT"),
        ("Price", "Price (tax incl.)"),
        ("List price", "List price inc GST"),
        ("Försäljningspris", "Försäljningspris ink. moms"),
        ("Á-pris", "Á-pris med moms"),
        ("Unit price", "Tax inclusive unit price"),
        ("Pris netto", "Pris brutto inkl moms"),
    )
)
WITHOUT_TAX = tuple(
    Case(f"only {heading}", _price(heading, cell), _of(price=right), notes=("tax of each product was added",))
    for heading, cell, right in (
        ("Pris exkl. moms", "80,00", 10_000),
        ("Price ex VAT", "80.00", 10_000),
        ("Utpris (ex. moms)", "15,92", 1_990),
        ("Net price", "7,992", 999),
        ("Price w/o tax", "0.004", 1),
    )
)
CODES = (
    Case("powers of ten", "Artikelnr;Namn;Pris\n7,31087E+12;Alfa;1\n", problems=((2, "shortened_code"),)),
    Case("powers of ten without decimals", "Artikelnr;Namn;Pris\n7E+12;Alfa;1\n", problems=((2, "shortened_code"),)),
    Case("rounded to zeros", "Artikelnr;Namn;Pris\n7310870000000;A;1\n", problems=((2, "shortened_code"),)),
    Case(
        "the supplier's number",
        "SKU;Namn;Pris;Leverantörens artikelnummer\nA;Alfa;1;4,1E+09\n",
        problems=((2, "shortened_code"),),
    ),
    Case("a code that looks like powers", "SKU;Namn;Pris\nA;Alfa;1\n12E4;Beta;2\n", {"12E4": {"name": "Beta"}}),
)
NUMBERS = (
    Case("stock with a dot", "SKU;Namn;Pris;Saldo\nA;Ost;189;2.500\n", problems=((2, "ambiguous_number"),)),
    Case("beside decimal commas", "SKU;Namn;Pris;Saldo\nA;Ost;189,00;2.500\n", problems=((2, "ambiguous_number"),)),
    Case("a cost with a dot", "SKU;Namn;Pris;Inpris\nA;Ost;9,90;1.250\n", problems=((2, "ambiguous_number"),)),
    Case("a comma and no other number", 'SKU,Name,Price\nA,Alfa,"1,299"\n', problems=((2, "ambiguous_number"),)),
    Case("groups that the file shows", "SKU;Namn;Pris\nA;Alfa;1.299\nB;Beta;2.499,50\n", _of(price=129_900)),
    Case("groups beside decimal dots", 'SKU,Name,Price\nA,Alfa,"1,299"\nB,Beta,9.90\n', _of(price=129_900)),
)
CURRENCIES = (
    Case("euro before", _price("Pris", "€ 12,50"), problems=((2, "wrong_currency"),)),
    Case("a code behind", _price("Pris", "12,50 EUR"), problems=((2, "wrong_currency"),)),
    Case("dollars of a cost", "SKU,Name,Price,Cost\nA,Alfa,10.00,$3.99\n", problems=((2, "wrong_currency"),)),
    Case("a column of currencies", _price("Pris", "12,50", ";Valuta", ";NOK"), problems=((2, "wrong_currency"),)),
    Case("kronor", _price("Pris", "12,50 kr", ";Valuta", ";SEK"), _of(price=1_250)),
    Case("a heading in kronor beside one in euro", "SKU;Namn;Pris (EUR);Pris (SEK)\nA;Alfa;1;12\n", _of(price=1_200)),
)
ERROR_WORDS = tuple(
    Case(
        f"{word} of a spreadsheet",
        f"SKU;Namn;Varugrupp;Leverantör;Inpris;Pris\nA;Alfa;{word};X;1;2\n",
        problems=((2, "spreadsheet_error"),),
    )
    for word in (
        "#NAMN?",
        "#SAKNAS!",
        "#REFERENS!",
        "#VÄRDEFEL!",
        "#N/A",
        "#BEZUG!",
        "#NOM?",
        "#I/T",
        "#VÆRDI!",
        "#PUUTTUU!",
        "#¿NOMBRE?",
        "Err:502",
        "########",
        "#name?",
    )
)
TEXTS = (
    Case("an entity", "SKU,Name,Price\nA,Salt &amp; Vinegar,29.90\n", _of(name="Salt & Vinegar")),
    Case("entities by number, twice", "SKU,Name,Price\nA,Caf&#233; &amp;amp; L&#xE4;sk,1\n", _of(name="Café & Läsk")),
    Case("an entity in a SKU", "SKU,Name,Price\nA&amp;B,AT&T;1,5\n", {"A&B": {"price": 500}}, problems=()),
    Case("text that was garbled before", "SKU;Namn;Pris\nA;MjÃ¶lk;1\n", problems=((2, "garbled_text"),)),
    Case("a long name", f"SKU;Namn;Pris\nA;{'Kaffe ' * 30};1\n", _of(name=("Kaffe " * 20).strip()), notes=("was cut",)),
    Case(
        "a long name keeps its size",
        f"SKU;Namn;Storlek;Pris\nA;{'x' * 130};Liten;1\n",
        _of(name="x" * 114 + " Liten"),
        notes=("was cut",),
    ),
    Case("a long group", f"SKU;Namn;Varugrupp;Pris\nA;Alfa;{'Grupp ' * 20};1\n", _of(name="Alfa"), notes=("was cut",)),
)
BARCODES = (
    Case("letters", "SKU,Name,Barcode,Price\nA,Alfa,MUGG-ROD-01,1\n", _of(codes=("MUGG-ROD-01",), gtins=())),
    Case("few digits", "SKU,Name,Barcode,Price\nA,Alfa,10047,1\n", _of(codes=("10047",))),
    Case("a code with blanks and a slash", "SKU,Name,Barcode,Price\nA,Alfa,MUGG ROD/1,1\n", _of(codes=("MUGG ROD/1",))),
    Case(
        "a code and a GTIN",
        'SKU,Name,Barcode,Price\nA,Alfa,"5449000000996, X-1",1\n',
        _of(codes=("X-1",), gtins=("05449000000996",)),
    ),
    Case("a code as the only key", "Barcode,Item Name,Unit Price\nLJUS-12,Ljus,59.00\n", {"LJUS-12": {"name": "Ljus"}}),
    Case(
        "a code of another row",
        "SKU,Name,Barcode,Price\nA,Alfa,X-1,1\nB,Beta,X-1,1\n",
        problems=((3, "duplicate_barcode"),),
    ),
    Case("a SKU like a receipt", "SKU,Name,Price\nKXR1,Alfa,1\n", problems=((2, "reserved_code"),)),
    Case("a code like a card", "SKU,Name,Barcode,Price\nA,Alfa,kxg55,1\n", problems=((2, "reserved_code"),)),
    Case("UPC-E", "SKU,Name,Barcode,Price\nA,Cola,04252614,15.00\n", _of(gtins=("00042100005264",))),
    Case("UPC-E that ends in 3", "SKU,Name,Barcode,Price\nA,Cola,01234531,15.00\n", _of(gtins=("00012300000451",))),
    Case("an EAN-8 stays one", "SKU,Name,Barcode,Price\nA,Candy,96385074,9.90\n", _of(gtins=("00000096385074",))),
    Case(
        "a lost zero",
        "SKU,Name,Barcode,Price\nA,Cereal,12345678905,39.90\n",
        _of(gtins=("00012345678905",)),
        notes=("had lost the zero it begins with and is stored as 012345678905",),
    ),
    Case(
        "eleven digits that are no UPC",
        "SKU,Name,Barcode,Price\nA,Own,12345678901,1\n",
        _of(codes=("12345678901",), gtins=()),
    ),
    Case(
        "a wrong check digit", "SKU,Name,Barcode,Price\nA,Alfa,5449000000997,1\n", problems=((2, "wrong_check_digit"),)
    ),
)
_CONTENT = "SKU;Namn;Innehåll;Pris\nA;Mjölk{name};{cell};19,90\n"
CONTENTS = (
    *(
        Case(f"a content of {cell}", _CONTENT.format(name="", cell=cell), _of(content=right))
        for cell, right in (
            ("1,5 l", "1.5 l"),
            ("400g", "400 g"),
            ("6x33 cl", "198 cl"),
            ("3 dl", "30 cl"),
            ("50 st", "50 piece"),
            ("4 m2", "4 m2"),
            ("", "None"),
        )
    ),
    Case(
        "a content with its unit beside it",
        "SKU;Namn;Nettovikt;Innehållsenhet;Pris\nA;Mjöl;2,5;kg;19,90\n",
        _of(content="2.5 kg"),
    ),
    *(
        Case(f"no content: {cell}", _CONTENT.format(name="", cell=cell), problems=((2, "wrong_content"),))
        for cell in ("1.000 g", "mycket", "0 g", "1,5", "-2 kg", "2 kg 3 l")
    ),
    Case(
        "a content in the name alone is not taken",
        _CONTENT.format(name=" 1,5 l", cell=""),
        _of(content="None"),
        notes=("1 product(s) state their content in the name (row 2: 'Mjölk 1,5 l' holds 1.5 l)",),
    ),
)
KEYS = (
    Case(
        "handle and options",
        SHOPIFY + "lerkruka,Lerkruka,K,Ute,Liten,,,,99,active\nlerkruka,,,,Stor,,,,159,\n",
        {"lerkruka-liten": {"name": "Lerkruka Liten"}, "lerkruka-stor": {"name": "Lerkruka Stor"}},
    ),
    Case(
        "the only variant",
        SHOPIFY + "lampa,Bordslampa,K,Inne,Default Title,,,,599,active\n",
        {"lampa": {"name": "Bordslampa"}},
    ),
    Case("the number of WooCommerce", WOO + "22,simple,,Sjal,1,,,,199,Dam,\n", {"22": {"name": "Sjal"}}),
    Case(
        "the token of Square",
        "Token,Item Name,Variation Name,SKU,Price\nAAA1,Mugg,Röd,,149.00\n",
        {"AAA1": {"name": "Mugg Röd"}},
    ),
    Case("no key at all", "SKU,Name,Price\n,Alfa,1\n", problems=((2, "no_sku"),)),
)
OPTIONS = (
    Case("two options", SHOPIFY + "t,Tröja,,,S,Röd,,A,299,active\n", _of(name="Tröja S Röd")),
    Case("three options", SHOPIFY + "t,Tröja,,,S,Röd,Ull,A,299,active\n", _of(name="Tröja S Röd Ull")),
    Case("an option that the name has", SHOPIFY + "l,Läsk 33 cl,,,33 cl,,,A,15,active\n", _of(name="Läsk 33 cl")),
    Case("a letter is no option of a word", "SKU;Namn;Storlek;Pris\nA;Skjorta;S;1\n", _of(name="Skjorta S")),
)
GROUPS = (
    Case(
        "paths",
        WOO + '1,simple,A,Sjal,1,,,,9,"Dam > Plagg, Dam > Plagg > Sjalar, Nytt > Under 300 kr",\n',
        _of(category="sjalar"),
    ),
    Case("slashes", "SKU,Name,Price,Product Category\nA,Stol,1,All / Saleable / Möbler\n", _of(category="mobler")),
    Case("no path", 'SKU,Name,Price,Category\nA,Sallad,1,"Frukt, grönt"\n', _of(category="frukt-gront")),
    Case(
        "a heading run together",
        "SKU,ProductName,UnitPrice,CategoryName\nA,Sallad,1,Skafferi\n",
        _of(category="skafferi", name="Sallad"),
    ),
    Case(
        "the parent's group",
        WOO + "1,variable,M,Mössa,1,,,,,Huvud,\n2,variation,A,Mössa - Grå,1,,3,149,199,,M\n",
        _of(category="huvud", price=19_900),
        notes=("'variable' is no product", "have a sale price, which was not taken"),
    ),
    Case(
        "the parent by its number",
        WOO + "1,variable,,Mössa,1,,,,,Huvud,\n2,variation,A,Grå,1,,3,,199,,id:1\n",
        _of(category="huvud"),
        notes=("'variable' is no product",),
    ),
)
FLAGS = tuple(
    Case(f"{heading} {cell}", f"SKU,Name,Price,{heading}\nA,Alfa,1,{cell}\n", _of(active=active))
    for heading, cell, active in (
        ("Status", "draft", False),
        ("Status", "archived", False),
        ("Status", "active", True),
        ("Published", "-1", False),
        ("Aktiv", "utgått", False),
        ("Archived", "Y", False),
        ("Archived", "N", True),
        ("Sellable", "N", False),
        ("Status", "trash", False),
        ("Status", "enabled", True),
    )
)
STOCK = (
    Case(
        "the stock of this location", "SKU,Name,Price,In stock [Torget],In stock [Hörnet]\nA,Alfa,1,5,7\n", _of(stock=7)
    ),
    Case(
        "the column of this location",
        "SKU,Name,Price,Current Quantity Aa,Current Quantity Hörnet\nA,Alfa,1,5,7\n",
        _of(stock=7),
        notes=("several columns of stock",),
    ),
    Case(
        "values and limits are no stock",
        "SKU,Name,Price,Stock value,Inventory cost,Stock min,Lagervärde\nA,Alfa,1,9,9,9,9\n",
        _of(stock=None),
    ),
)
PRICES = (
    Case(
        "asked for at the till",
        LOYVERSE.format(flags=SIX) + "k,1,Korg,Presenter,N,,variable,,Y\nb,A,Bok,B,N,,9.00,,Y\n",
        {"1": {"price": None, "open_price": True}, "A": {"price": 900, "open_price": False}},
        notes=("'Korg' has no fixed price ('variable')",),
    ),
    Case(
        "a variant has the tax above",
        LOYVERSE.format(flags=SIX) + "k,1,Kaffe,K,N,Liten,29.00,,Y\nk,A,,,,Stor,35.00,,\n",
        _of(tax="food"),
    ),
    Case(
        "a tax by its rate",
        "sku,name,retail_price,tax_name,tax_value\nA,Sko,899.00,Default Tax,0.25\n",
        _of(tax="standard"),
    ),
    Case("a precision before a unit", "SKU,Name,Price,Unit and Precision\nA,Ost,189,.000 kg\n", _of(unit="kilogram")),
)
MORE = (
    Case("a currency in a heading run together", "sku,name,price_eur,price_sek\nA,Alfa,1,12\n", _of(price=1_200)),
    Case("a price before its reduction", "SKU;Namn;Ord. pris inkl. moms;Netto\nA;Alfa;100;80\n", _of(price=10_000)),
    Case("a lead time in weeks", "SKU;Namn;Pris;Inpris;Leveranstid (veckor)\nA;Alfa;2;1;3\n", _of(lead_time=21)),
    Case(
        "a code that is a SKU of the shop", "SKU,Name,Barcode,Price\nA,Alfa,MILK,1\n", problems=((2, "barcode_taken"),)
    ),
)
LEAD_TIMES = (
    *(
        Case(
            f"lead time {cell}",
            f"SKU;Namn;Pris;Inpris;Leverantör;{heading}\nA;Alfa;2;1;Lev;{cell}\n",
            _of(lead_time=days),
        )
        for heading, cell, days in (
            ("Ledtid (dagar)", "5", 5),
            ("Lead time", "2 weeks", 14),
            ("Leveranstid", "10 dagar", 10),
        )
    ),
    Case("no lead time", "SKU;Namn;Pris;Inpris;Ledtid\nA;Alfa;2;1;snart\n", problems=((2, "not_days"),)),
)

STAYS = (
    Case(
        "several barcodes in a cell",
        'SKU;Namn;Streckkod;Pris\nA;Juice;"5449000000996\n5000112545326";25,00\n',
        _of(gtins=("05000112545326", "05449000000996")),
    ),
    Case("a price of nothing", "SKU;Namn;Pris\nA;Bärkasse;0\n", _of(price=0)),
    Case("a price below zero", "SKU;Namn;Pris\nZ2;Pantretur;-1,00\n", problems=((2, "negative"),)),
    Case("a price of four decimals", "SKU,Name,Price,Cost\nA,Pen,19.9900,7.123456\n", _of(price=1_999)),
    Case("a price finer than an öre", "SKU,Name,Price\nA,Pad,19.995\n", problems=((2, "too_fine"),)),
    Case(
        "SKUs that differ in capitals",
        "SKU,Name,Price\na,Liten,10.00\nA,Stor,20.00\n",
        {"a": {"name": "Liten"}, "A": {"name": "Stor"}},
    ),
    Case("units in other words", "SKU;Namn;Pris;Enhet\nA;a;1;Kilo\nB;b;1;Unit(s)\nC;c;1;stk\n", _of(unit="kilogram")),
    Case(
        "units that are none of ours",
        "SKU;Namn;Pris;Enhet\nA;a;1;hg\nB;b;1;lb\nC;c;1;par\n",
        problems=((2, "unknown_unit"), (3, "unknown_unit"), (4, "unknown_unit")),
    ),
    Case("dashes for öre", "SKU;Namn;Pris\nA;Lykta;149:-\nB;Vas;1 299,-\n", _of(price=14_900)),
    Case("a colon for öre", "SKU;Namn;Pris\nA;Ljus;19:90\n", problems=((2, "not_a_number"),)),
    Case("sizes", "SKU;Namn;Storlek;Pris\nA;Skor 44;4;1\nB;Skjorta blå M;M;2\n", _of(name="Skor 44")),
    Case(
        "a barcode of two products",
        "SKU;Namn;Streckkod;Pris\nA;a;5449000000996;1\nB;b;5449000000996;1\n",
        problems=((3, "duplicate_barcode"),),
    ),
    Case(
        "a barcode in twelve and thirteen digits",
        "SKU;Namn;Streckkod;Pris\nA;a;012345678905;1\nB;b;0012345678905;1\n",
        problems=((3, "duplicate_barcode"),),
    ),
    Case(
        "quotation marks in names",
        '"SKU";"Namn";"Pris"\n"A";"15"" skärm";"1 999,00"\n',
        _of(name='15" skärm', price=199_900),
    ),
    Case(
        "a quotation mark too many",
        'SKU;Namn;Pris\n1;15" skärm;1999,00\n2;"Rosa" tulpan;19,00\n',
        problems=((3, "damaged_row"),),
    ),
    Case("stock below zero", "SKU;Namn;Pris;Saldo\nA;Kex;20,00;-7\n", _of(stock=None), notes=("is below zero",)),
    Case(
        "rates of tax",
        "SKU;Namn;Pris;Moms\nA;Lunch;110,00;12%\nB;Skruv;30,00;0,25\nC;Bröd;30;6\n",
        _of(tax="restaurant"),
    ),
    Case(
        "a rate that food had",
        "SKU;Namn;Pris;Moms\nA;Kaffe;30,00;12%\nB;Mjölk;20,00;1\n",
        problems=((2, "unknown_tax"), (3, "unknown_tax")),
    ),
    Case(
        "goods that left the range",
        "SKU;Namn;Pris;Inpris;Kolli;Minsta antal;Saldo;Aktiv;Leverantör\n"
        "A;Utgången;30;15;6;6;0;nej;Grossisten\nB;Udda kolli;20;10;7;10;0;ja;Grossisten\n",
        _of(active=False),
    ),
    Case(
        "an inventory of Odoo in dozens",
        "Internal Reference,Name,Sales Price,Unit of Measure\nA,Ägg,49.0,Dozens\n",
        problems=((2, "unknown_unit"),),
    ),
)

CASES = (
    *STAYS,
    *MORE,
    *TWO_PRICES,
    *WITHOUT_TAX,
    *CODES,
    *NUMBERS,
    *CURRENCIES,
    *ERROR_WORDS,
    *TEXTS,
    *BARCODES,
    *CONTENTS,
    *KEYS,
    *OPTIONS,
    *GROUPS,
    *FLAGS,
    *STOCK,
    *PRICES,
    *LEAD_TIMES,
)
