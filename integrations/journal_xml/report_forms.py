"""X and Z reports as the file writes them."""

from __future__ import annotations

from datetime import datetime

from integrations.journal_xml.receipt_forms import tax_list, tender_list
from integrations.journal_xml.registers import Register
from integrations.journal_xml.xml_pieces import code, count, group, instant, money, text
from models.facts.day import DayFigures


def x_report(figures: DayFigures, register: Register, made_at: datetime) -> str:
    """An X report, which has no number."""
    return group(
        "XDagrapport",
        _maker(register),
        instant("DatumOchKlockslagNarRapportFramstalls", made_at),
        text("Kassabeteckning", register.designation),
        _figures(figures),
    )


def z_report(figures: DayFigures, number: int, register: Register, made_at: datetime) -> str:
    """A Z report with its number and the till's own."""
    return group(
        "ZDagrapport",
        _maker(register),
        instant("DatumOchKlockslagNarRapportFramstalls", made_at),
        code("LopnummerForZDagrapport", str(number)),
        text("Kassabeteckning", register.designation),
        register.system(),
        _figures(figures),
    )


def _maker(register: Register) -> str:
    return text("ForetagetsNamn", register.company) + code("OrganisationsnummerEllerPersonnummer", register.org_digits)


def _figures(figures: DayFigures) -> str:
    trade, till, grand = figures.trade, figures.till, figures.grand
    return "".join(
        (
            money("TotalForsaljningssumma", trade.sales.amount),
            tax_list({each.rate_ppm: each.tax for each in trade.taxes}),
            money("VaxelkassansBeloppISvenskaKronor", sum(each.opening_float for each in figures.drawers)),
            count("AntalKassakvitton", trade.sales.number),
            count("AntalKassaladoppningar", till.openings),
            count("AntalKvittokopior", till.copies.number),
            money("TotaltBeloppPaKvittokopior", till.copies.amount),
            count("AntalKvittonSomTagitsFramIOvningslage", till.training.number),
            tender_list({each.tender: each.amount for each in trade.tenders}),
            count("AntalReturer", trade.refunds.number),
            money("ReturernasBelopp", trade.refunds.amount),
            money("RabatternasBelopp", trade.discounts.amount),
            count("AntalOvrigaRegistreringarSomMinskatDagensForsaljningsbelopp", till.removals.number),
            money("TotaltBeloppAvOvrigaRegistreringarSomMinskatDagensForsaljningsbelopp", till.removals.amount),
            count("AntalOavslutadeForsaljningar", till.unfinished.number),
            money("TotaltBeloppAvOavslutadeForsaljningar", till.unfinished.amount),
            money("GrandTotalForsaljning", grand.sales),
            money("GrandTotalRetur", grand.refunds),
            money("GrandTotalNetto", grand.net),
        )
    )
