"""Sweden: taxes, accounts, cash, receipts, deposits and age limits.

Sources of the tax rates are listed in docs/algorithms/pricing.md.
"""

from __future__ import annotations

from datetime import date

from models.catalogue.product import TaxCategory
from models.jurisdiction.accounts import AccountDefault, AccountRole
from models.jurisdiction.age_limits import UsualAgeLimit
from models.jurisdiction.cash_money import CASH_MONEY
from models.jurisdiction.deposits import DepositAmount, DepositClass
from models.jurisdiction.jurisdiction import Jurisdiction
from models.jurisdiction.receipt_rules import ReceiptKind, ReceiptLanguage, ReceiptRules
from models.jurisdiction.tax_rules import SupplyMode, SupplyRule, TaxRate

_TAX_RATES = (
    TaxRate("SE", TaxCategory.STANDARD, date(1990, 7, 1), 250_000, "ML (2023:200) 9 kap."),
    TaxRate("SE", TaxCategory.FOOD, date(1996, 1, 1), 120_000, "ML (2023:200) 9 kap. 19 §"),
    TaxRate("SE", TaxCategory.FOOD, date(2026, 4, 1), 60_000, "SFS 2026:118"),
    TaxRate("SE", TaxCategory.FOOD, date(2028, 1, 1), 120_000, "SFS 2026:119"),
    TaxRate("SE", TaxCategory.RESTAURANT, date(2012, 1, 1), 120_000, "ML (2023:200) 9 kap."),
    TaxRate("SE", TaxCategory.CULTURE, date(2002, 1, 1), 60_000, "ML (2023:200) 9 kap."),
    TaxRate("SE", TaxCategory.EXEMPT, date(1990, 7, 1), 0, "ML (2023:200) 10 kap."),
)

#: Food that is eaten in is a restaurant service; a dish that is taken away is food.
_SUPPLY_RULES = (
    SupplyRule(
        TaxCategory.FOOD, SupplyMode.EAT_IN, date(2012, 1, 1), TaxCategory.RESTAURANT,
        "Council Implementing Regulation (EU) 282/2011, article 6",
    ),
    SupplyRule(
        TaxCategory.RESTAURANT, SupplyMode.TAKE_AWAY, date(2012, 1, 1), TaxCategory.FOOD,
        "Council Implementing Regulation (EU) 282/2011, article 6",
    ),
)  # fmt: skip

#: Source: the BAS chart of accounts, 2026; older charts have 1580 where this has 1686. 1687 is a number of ours that
#: BAS leaves free, and so are 1919 and 3512 to 3514, beside its 3511. A shop may choose other numbers.
_ACCOUNTS = (
    AccountDefault(AccountRole.CASH, "1910", "Kassa"),
    AccountDefault(AccountRole.SAFE, "1911", "Huvudkassa"),
    AccountDefault(AccountRole.CASH_IN_TRANSIT, "1919", "Kontanter på väg till banken"),
    AccountDefault(AccountRole.CASH_DIFFERENCE, "6991", "Kassadifferenser"),
    AccountDefault(AccountRole.CARD, "1686", "Fordringar för kontokort och kuponger"),
    AccountDefault(AccountRole.CARD_OFFLINE, "1687", "Fordringar för kontokort, ej bekräftade"),
    AccountDefault(AccountRole.PREPAID, "2420", "Förskott från kunder"),
    AccountDefault(AccountRole.CLAIM, "1515", "Osäkra kundfordringar"),
    AccountDefault(AccountRole.BANK, "1930", "Företagskonto"),
    AccountDefault(AccountRole.PAYMENT_FEE, "6040", "Kontokortsavgifter"),
    AccountDefault(AccountRole.UNSORTED, "2999", "OBS-konto"),
    AccountDefault(AccountRole.TIP, "2890", "Övriga kortfristiga skulder"),
    AccountDefault(AccountRole.ROUNDING, "3740", "Öres- och kronutjämning"),
    AccountDefault(AccountRole.SALES, "3001", "Försäljning inom Sverige, 25 % moms", 250_000),
    AccountDefault(AccountRole.SALES, "3002", "Försäljning inom Sverige, 12 % moms", 120_000),
    AccountDefault(AccountRole.SALES, "3003", "Försäljning inom Sverige, 6 % moms", 60_000),
    AccountDefault(AccountRole.SALES, "3004", "Försäljning inom Sverige, momsfri", 0),
    AccountDefault(AccountRole.DEPOSIT, "3511", "Fakturerat emballage (pant), 25 % moms", 250_000),
    AccountDefault(AccountRole.DEPOSIT, "3512", "Fakturerat emballage (pant), 12 % moms", 120_000),
    AccountDefault(AccountRole.DEPOSIT, "3513", "Fakturerat emballage (pant), 6 % moms", 60_000),
    AccountDefault(AccountRole.DEPOSIT, "3514", "Fakturerat emballage (pant), momsfri", 0),
    AccountDefault(AccountRole.DEPOSIT_VOUCHER, "1689", "Övriga kortfristiga fordringar (pantkvitton)"),
    AccountDefault(AccountRole.CUSTOMER_ACCOUNT, "1510", "Kundfordringar"),
    AccountDefault(AccountRole.GIFT_CARD, "2421", "Ej inlösta presentkort"),
    AccountDefault(AccountRole.GIFT_CARD_ENDED, "3990", "Övriga ersättningar och intäkter (presentkort)"),
    AccountDefault(AccountRole.POINTS_DEBT, "2979", "Övriga förutbetalda intäkter (poäng)"),
    AccountDefault(AccountRole.POINTS_GIVEN, "3790", "Övriga intäktskorrigeringar (poäng)"),
    AccountDefault(AccountRole.OPENING_BALANCE, "2099", "Årets resultat (motkonto för ingående skulder)"),
    AccountDefault(AccountRole.OUTPUT_TAX, "2611", "Utgående moms på försäljning inom Sverige, 25 %", 250_000),
    AccountDefault(AccountRole.OUTPUT_TAX, "2621", "Utgående moms på försäljning inom Sverige, 12 %", 120_000),
    AccountDefault(AccountRole.OUTPUT_TAX, "2631", "Utgående moms på försäljning inom Sverige, 6 %", 60_000),
)

#: Languages: SKVFS 2014:10 chapter 5 section 2. Marks and copies: SKVFS 2014:9 chapter 5 section 5,
#: chapter 6 section 3, chapter 7 section 1 m.
_RECEIPT = ReceiptRules(
    languages=(ReceiptLanguage.SWEDISH, ReceiptLanguage.ENGLISH),
    marks={
        ReceiptKind.ORIGINAL: "",
        ReceiptKind.COPY: "KOPIA",
        ReceiptKind.TRAINING: "ÖVNING",
        ReceiptKind.PRO_FORMA: "EJ KVITTO",
    },
    demo_mark="ÖVNING/DEMO – ej kvitto",
    electronic_mark="Elektroniskt kassakvitto",
    copies_max=1,
    source="SKVFS 2014:9 and 2014:10",
)

_RETURPACK = "AB Svenska Returpack; the amounts are printed on the packs"
_BEFORE = date(2010, 1, 1)
_RAISED = date(2025, 9, 1)

#: What is printed on a pack is paid back for it. Packs with the former amounts may be sold until the end of 2026.
_DEPOSITS = (
    DepositClass(
        "small",
        {"sv": "Burk, PET högst 1 l", "en": "Can, PET up to 1 l"},
        (DepositAmount(_BEFORE, 100, _RETURPACK), DepositAmount(_RAISED, 200, _RETURPACK)),
    ),
    DepositClass(
        "large",
        {"sv": "PET över 1 l", "en": "PET over 1 l"},
        (DepositAmount(_BEFORE, 200, _RETURPACK), DepositAmount(_RAISED, 300, _RETURPACK)),
    ),
    DepositClass(
        "small_old",
        {"sv": "Burk, PET högst 1 l, märkt 1 kr", "en": "Can, PET up to 1 l, marked 1 kr"},
        (DepositAmount(_BEFORE, 100, _RETURPACK),),
    ),
    DepositClass(
        "large_old",
        {"sv": "PET över 1 l, märkt 2 kr", "en": "PET over 1 l, marked 2 kr"},
        (DepositAmount(_BEFORE, 200, _RETURPACK),),
    ),
)

_AGE_LIMITS = (
    UsualAgeLimit(
        frozenset({"tobacco", "tobak", "snus", "cigaretter", "cigarettes", "tobaksfria nikotinprodukter", "nicotine"}),
        18,
        "lag (2018:2088) om tobak och liknande produkter; lag (2022:1257) om tobaksfria nikotinprodukter",
    ),
    UsualAgeLimit(
        frozenset({"beer", "folköl", "folkol", "öl", "low-alcohol beer"}), 18, "alkohollagen (2010:1622) 3 kap. 7 §"
    ),
    UsualAgeLimit(frozenset({"lottery", "lotter", "lotteri", "spel"}), 18, "spellagen (2018:1138) 14 kap."),
)

SWEDEN = Jurisdiction(
    country="SE",
    currency="SEK",
    zone="Europe/Stockholm",
    language="sv",
    calling_code="46",
    payday=25,
    tax_rates=_TAX_RATES,
    supply_rules=_SUPPLY_RULES,
    accounts=_ACCOUNTS,
    cash=CASH_MONEY["SEK"],
    receipt=_RECEIPT,
    deposits=_DEPOSITS,
    age_limits=_AGE_LIMITS,
)
