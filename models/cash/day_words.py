"""The fixed words of X and Z reports, in each language that a receipt may be written in."""

from __future__ import annotations

from dataclasses import dataclass

from models.jurisdiction.receipt_rules import ReceiptLanguage


@dataclass(frozen=True, slots=True)
class DayWords:
    """Labels of a report, in the order in which they are printed."""

    z_title: str
    x_title: str
    made_at: str
    operator: str
    receipts: str
    sales: str
    total_sales: str
    refunds: str
    net_sales: str
    discounts: str
    removals: str
    rounding: str
    gift_cards: str
    tax: str
    tax_net: str
    groups: str
    no_group: str
    tenders: str
    counts: str
    goods: str
    services: str
    receipt_count: str
    openings: str
    copies: str
    training: str
    pro_forma: str
    unfinished: str
    drawer: str
    opening_float: str
    moved_in: str
    moved_out: str
    expected: str
    counted: str
    difference: str
    reason: str
    own_terminal: str
    own_terminal_read: str
    grand: str
    grand_sales: str
    grand_refunds: str
    grand_net: str


SWEDISH_DAY = DayWords(
    z_title="Z-dagrapport",
    x_title="X-dagrapport",
    made_at="Framtagen",
    operator="Av",
    receipts="Kvitto nr",
    sales="Försäljning",
    total_sales="Total försäljning",
    refunds="Returer",
    net_sales="Försäljning efter returer",
    discounts="Rabatter",
    removals="Borttaget före betalning",
    rounding="Öresavrundning",
    gift_cards="Sålda presentkort",
    tax="Moms",
    tax_net="Underlag",
    groups="Huvudgrupper",
    no_group="Övrigt",
    tenders="Betalningsmedel",
    counts="Antal",
    goods="Sålda varor",
    services="Sålda tjänster",
    receipt_count="Kvitton",
    openings="Lådöppningar utan köp",
    copies="Kvittokopior",
    training="Övningsregistreringar",
    pro_forma="Utskrifter före betalning",
    unfinished="Oavslutade köp",
    drawer="Kassalåda",
    opening_float="Växelkassa",
    moved_in="Insatt",
    moved_out="Uttaget",
    expected="Ska finnas",
    counted="Räknat",
    difference="Differens",
    reason="Orsak",
    own_terminal="Egen kortterminal, enligt kassan",
    own_terminal_read="Egen kortterminal, avläst",
    grand="Ackumulerat",
    grand_sales="Grand total försäljning",
    grand_refunds="Grand total retur",
    grand_net="Grand total netto",
)
ENGLISH_DAY = DayWords(
    z_title="Z report (Z-dagrapport)",
    x_title="X report (X-dagrapport)",
    made_at="Made at",
    operator="By",
    receipts="Receipt no.",
    sales="Sales",
    total_sales="Total sales",
    refunds="Returns",
    net_sales="Sales after returns",
    discounts="Discounts",
    removals="Removed before payment",
    rounding="Rounding",
    gift_cards="Gift cards sold",
    tax="VAT",
    tax_net="Excl. VAT",
    groups="Groups of goods",
    no_group="Other",
    tenders="Means of payment",
    counts="Numbers",
    goods="Goods sold",
    services="Services sold",
    receipt_count="Receipts",
    openings="Drawer opened without a sale",
    copies="Receipt copies",
    training="Training",
    pro_forma="Printed before payment",
    unfinished="Unfinished sales",
    drawer="Cash drawer",
    opening_float="Float",
    moved_in="Put in",
    moved_out="Taken out",
    expected="Should be there",
    counted="Counted",
    difference="Difference",
    reason="Reason",
    own_terminal="Own card terminal, by the till",
    own_terminal_read="Own card terminal, as read",
    grand="Grand totals",
    grand_sales="Grand total sales",
    grand_refunds="Grand total returns",
    grand_net="Grand total net",
)
DAY_WORDS = {ReceiptLanguage.SWEDISH: SWEDISH_DAY, ReceiptLanguage.ENGLISH: ENGLISH_DAY}
