"""The fixed words of a receipt in each language that a receipt may be written in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from models.catalogue.product import clean_text
from models.jurisdiction.receipt_rules import ReceiptKind, ReceiptLanguage
from models.jurisdiction.tax_rules import SupplyMode
from models.money import Money
from models.payments.card_slip import CardEntry
from models.pricing.discount_part import DiscountKind, DiscountPart
from models.quantity import Unit
from models.selling.return_line import ReturnReason
from models.selling.settlement import TenderKind
from models.selling.usual_reasons import reason_in


@dataclass(frozen=True, slots=True)
class Words:
    """Labels of a receipt; ``grouping`` and ``decimal`` write its amounts."""

    language: ReceiptLanguage
    org_number: str
    receipt: str
    return_receipt: str
    original_receipt: str
    total_return: str
    return_reasons: dict[ReturnReason, str]
    till: str
    served_by: str
    units: dict[Unit, str]
    unit_price: str
    discount: str
    discounts: dict[DiscountKind, str]
    discount_total: str
    deposit: str
    gift_card: str
    gift_left: str
    member: str
    points: str
    points_now: str
    tier: str
    supplies: dict[SupplyMode, str]
    subtotal: str
    rounding: str
    to_pay: str
    tenders: dict[TenderKind, str]
    change: str
    card_entries: dict[CardEntry, str]
    tip: str
    approval_code: str
    signature: str
    tax_rate: str
    net: str
    tax: str
    gross: str
    total: str
    control_unit: str
    journal: str
    proof: str
    farewell: str
    gift_receipt: str
    training_receipt: str
    pro_forma: str
    parked_slip: str
    parked_about: str
    credit_slip: str
    credit_until: str
    gift_worth: str
    credit_about: str
    payment_code: str
    payment_code_about: str
    payment_code_until: str
    gift_about: str
    glosses: dict[ReceiptKind, str]
    demo_gloss: str
    electronic_gloss: str
    grouping: str
    decimal: str

    def amount(self, amount: Money) -> str:
        """An amount as the language writes it.

        >>> WORDS[ReceiptLanguage.SWEDISH].amount(Money(-123450, "SEK"))
        '-1 234,50'
        """
        return self._written(f"{amount.major():,f}")

    def percent(self, rate_ppm: int) -> str:
        """A tax rate: 120 000 parts per million are ``12 %``."""
        whole, part = divmod(rate_ppm, 10_000)
        digits = f"{whole}.{part:04d}".rstrip("0").rstrip(".")
        return f"{self._written(digits)} %"

    def discount_name(self, part: DiscountPart) -> str:
        """What a part of a discount is called: its kind and share, and the reason for it.

        >>> WORDS[ReceiptLanguage.SWEDISH].discount_name(DiscountPart(DiscountKind.LINE, "Skadad", 199, None, 100_000))
        'Rabatt 10 %, Skadad'
        """
        kind = self.discounts[part.kind]
        share = "" if part.rate_ppm is None else f" {self.percent(part.rate_ppm)}"
        text = clean_text(reason_in(self.language, part.text))
        return f"{kind}{share}, {text}" if text else f"{kind}{share}"

    def quantity(self, quantity: Decimal, unit: Unit) -> str:
        """How much of a product: kilograms to the gram as a scale shows them, others without trailing zeros.

        >>> WORDS[ReceiptLanguage.SWEDISH].quantity(Decimal("0.45"), Unit.KILOGRAM)
        '0,450'
        """
        if unit is Unit.KILOGRAM:
            return self._written(f"{quantity:.3f}")
        return self._written(f"{quantity.normalize():f}")

    def _written(self, text: str) -> str:
        return text.translate(str.maketrans(",.", self.grouping + self.decimal))


SWEDISH = Words(
    language=ReceiptLanguage.SWEDISH,
    org_number="Org.nr",
    receipt="Kvitto",
    return_receipt="Returkvitto",
    original_receipt="Avser kvitto",
    total_return="Summa retur",
    return_reasons={
        ReturnReason.CHANGED_MIND: "Ångrat köp",
        ReturnReason.WRONG_ITEM: "Fel vara",
        ReturnReason.FAULTY: "Felaktig vara",
        ReturnReason.WRONG_PRICE: "Fel pris",
        ReturnReason.MISTAKE: "Felregistrering",
    },
    till="Kassa",
    served_by="Betjänad av",
    units={Unit.PIECE: "st", Unit.KILOGRAM: "kg", Unit.LITRE: "l", Unit.METRE: "m"},
    unit_price="à",
    discount="Rabatt",
    discounts={
        DiscountKind.LINE: "Rabatt",
        DiscountKind.PRICE: "Ändrat pris",
        DiscountKind.PROMOTION: "Kampanj",
        DiscountKind.COUPON: "Kupong",
        DiscountKind.BASKET: "Rabatt på köpet",
        DiscountKind.STAFF: "Personalköp",
        DiscountKind.POINTS: "Poäng",
    },
    discount_total="Varav rabatt",
    deposit="Pant",
    gift_card="Presentkort",
    gift_left="Kvar på kortet",
    member="Medlem",
    points="Poäng för köpet",
    points_now="Dina poäng nu",
    tier="Nivå",
    supplies={SupplyMode.EAT_IN: "Äter här", SupplyMode.TAKE_AWAY: "Ta med"},
    subtotal="Summa",
    rounding="Öresavrundning",
    to_pay="Att betala",
    tenders={
        TenderKind.CASH: "Kontant",
        TenderKind.CARD: "Kort",
        TenderKind.SWISH: "Swish",
        TenderKind.MOBILEPAY: "MobilePay",
        TenderKind.WEB: "Betalt på nätet",
        TenderKind.SET_OFF: "Kvittning",
        TenderKind.DEPOSIT_VOUCHER: "Pantkvitto",
        TenderKind.GIFT_CARD: "Presentkort",
        TenderKind.STORE_CREDIT: "Tillgodo",
        TenderKind.ON_ACCOUNT: "På konto",
    },
    change="Tillbaka",
    card_entries={
        CardEntry.CHIP: "Chip",
        CardEntry.CONTACTLESS: "Kontaktlöst",
        CardEntry.SWIPE: "Magnetremsa",
        CardEntry.TYPED: "Inknappat",
        CardEntry.UNKNOWN: "",
    },
    tip="Dricks, utöver köpet",
    approval_code="Godkännandekod",
    signature="Underskrift",
    tax_rate="Momssats",
    net="Exkl. moms",
    tax="Moms",
    gross="Inkl. moms",
    total="Totalt",
    control_unit="Kontrollenhet",
    journal="Journal",
    proof="Äkthetskod",
    farewell="Tack och välkommen åter!",
    gift_receipt="Bytesbevis till kvitto",
    training_receipt="Övningskvitto",
    pro_forma="Inte betalt",
    parked_slip="Undanlagt köp",
    parked_about="Läs in koden i kassan för att fortsätta köpet.",
    credit_slip="Tillgodokvitto till kvitto",
    credit_until="Gäller till och med",
    gift_worth="Värde",
    credit_about="Betala med koden i kassan. Den som har den kan använda pengarna: förvara den som kontanter.",
    payment_code="Betala med",
    payment_code_about="Läs in koden med telefonen.",
    payment_code_until="Gäller till",
    gift_about="Visa detta om varan ska bytas eller lämnas tillbaka.",
    glosses=dict.fromkeys(ReceiptKind, ""),
    demo_gloss="",
    electronic_gloss="",
    grouping=" ",
    decimal=",",
)
ENGLISH = Words(
    language=ReceiptLanguage.ENGLISH,
    org_number="Reg. no.",
    receipt="Receipt",
    return_receipt="Return receipt",
    original_receipt="For receipt",
    total_return="Total return",
    return_reasons={
        ReturnReason.CHANGED_MIND: "Changed mind",
        ReturnReason.WRONG_ITEM: "Wrong item",
        ReturnReason.FAULTY: "Faulty goods",
        ReturnReason.WRONG_PRICE: "Wrong price",
        ReturnReason.MISTAKE: "Registered by mistake",
    },
    till="Till",
    served_by="Served by",
    units={Unit.PIECE: "x", Unit.KILOGRAM: "kg", Unit.LITRE: "l", Unit.METRE: "m"},
    unit_price="at",
    discount="Discount",
    discounts={
        DiscountKind.LINE: "Discount",
        DiscountKind.PRICE: "Changed price",
        DiscountKind.PROMOTION: "Offer",
        DiscountKind.COUPON: "Coupon",
        DiscountKind.BASKET: "Discount on all",
        DiscountKind.STAFF: "Staff purchase",
        DiscountKind.POINTS: "Points",
    },
    discount_total="Discount included",
    deposit="Deposit",
    gift_card="Gift card",
    gift_left="Left on the card",
    member="Member",
    points="Points of this purchase",
    points_now="Your points now",
    tier="Tier",
    supplies={SupplyMode.EAT_IN: "Eat in", SupplyMode.TAKE_AWAY: "Take away"},
    subtotal="Subtotal",
    rounding="Rounding",
    to_pay="To pay",
    tenders={
        TenderKind.CASH: "Cash",
        TenderKind.CARD: "Card",
        TenderKind.SWISH: "Swish",
        TenderKind.MOBILEPAY: "MobilePay",
        TenderKind.WEB: "Paid on the web",
        TenderKind.SET_OFF: "Exchange",
        TenderKind.DEPOSIT_VOUCHER: "Deposit voucher",
        TenderKind.GIFT_CARD: "Gift card",
        TenderKind.STORE_CREDIT: "Store credit",
        TenderKind.ON_ACCOUNT: "On account",
    },
    change="Change",
    card_entries={
        CardEntry.CHIP: "Chip",
        CardEntry.CONTACTLESS: "Contactless",
        CardEntry.SWIPE: "Magnetic stripe",
        CardEntry.TYPED: "Typed",
        CardEntry.UNKNOWN: "",
    },
    tip="Tip, beside the purchase",
    approval_code="Approval code",
    signature="Signature",
    tax_rate="VAT rate",
    net="Excl. VAT",
    tax="VAT",
    gross="Incl. VAT",
    total="Total",
    control_unit="Control unit",
    journal="Journal",
    proof="Code of authenticity",
    farewell="Thank you, and welcome back!",
    gift_receipt="Gift receipt for receipt",
    training_receipt="Training receipt",
    pro_forma="Not paid",
    parked_slip="Parked sale",
    parked_about="Scan the code at the till to go on with the sale.",
    credit_slip="Credit slip for receipt",
    credit_until="Valid through",
    gift_worth="Worth",
    credit_about="Pay with the code at the till. Whoever has it can spend the money: treat it like cash.",
    payment_code="Pay by",
    payment_code_about="Scan the code with the phone.",
    payment_code_until="Valid until",
    gift_about="Show this to exchange the goods or bring them back.",
    glosses={
        ReceiptKind.ORIGINAL: "",
        ReceiptKind.COPY: "Copy",
        ReceiptKind.TRAINING: "Training",
        ReceiptKind.PRO_FORMA: "Not a receipt",
    },
    demo_gloss="Training/demo, not a receipt",
    electronic_gloss="Electronic receipt",
    grouping=",",
    decimal=".",
)
WORDS = {ReceiptLanguage.SWEDISH: SWEDISH, ReceiptLanguage.ENGLISH: ENGLISH}
