"""X and Z reports with all their figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from integrations.journal_xml.xml_pieces import count, group, money
from integrations.saft_no.saft_codes import NO_GROUP, payment_type
from integrations.saft_no.saft_pieces import day_and_time, identity, rate, side, words
from models.facts.day import DayFigures, NumberedSum
from models.selling.settlement import TenderKind

#: Written where there is nothing to count by its kind.
_NONE = "None"
_NOTHING = NumberedSum(0, 0)


@dataclass(frozen=True, slots=True)
class ReportFrame:
    """What a report has beside its figures.

    ``number`` of an X report is that of its row in the journal. ``lines`` count the lines that the report covers
    by the name of their group, ``codes`` have its code by that name. ``made_at`` is on the shop's clock.
    """

    register_id: str
    company_id: str
    company: str
    number: int
    made_at: datetime
    lines: Mapping[str, int]
    codes: Mapping[str, str]


def report(title: str, figures: DayFigures, frame: ReportFrame) -> str:
    """A report; ``title`` is what Norway calls it. Sales are before rounding, less refunds, as in its example."""
    trade, till, grand = figures.trade, figures.till, figures.grand
    return group(
        "eventReport",
        f"<reportID>{frame.number}</reportID><reportType>{title}</reportType>",
        identity("companyIdent", frame.company_id),
        words("companyName", frame.company, 100),
        day_and_time("reportDate", "reportTime", frame.made_at),
        words("registerID", frame.register_id, 100),
        group("reportTotalCashSales", money("totalCashSaleAmnt", trade.sales.amount - trade.refunds.amount)),
        group("reportArtGroups", *_groups(figures, frame)),
        group("reportPayments", *_payments(figures)),
        group("reportCashSalesVat", *_taxes(figures)),
        money("reportOpeningChangeFloat", sum(each.opening_float for each in figures.drawers)),
        count("reportReceiptNum", trade.sales.number),
        count("reportOpenCashBoxNum", till.openings),
        _numbered("reportReceiptCopy", till.copies),
        _numbered("reportReceiptProforma", till.pro_forma),
        _numbered("reportReturn", trade.refunds),
        _numbered("reportDiscount", trade.discounts),
        _numbered("reportVoidTrans", _NOTHING),
        group("reportCorrLines", _kind("reportCorrLine", "corrLine", "Removed before payment", till.removals)),
        group("reportPriceInquiries", _inquiries()),
        group("reportOtherCorrs", _kind("reportOtherCorr", "otherCorr", "Not ended", till.unfinished)),
        _numbered("reportReceiptDelivery", _NOTHING),
        _numbered("reportTraining", till.training),
        group("reportCreditSales", _numbered("creditSales", _on_account(figures))),
        money("reportGrandTotalSales", grand.sales),
        money("reportGrandTotalReturn", grand.refunds),
        money("reportGrandTotalSalesNet", grand.net),
    )


def _groups(figures: DayFigures, frame: ReportFrame) -> Iterator[str]:
    for each in figures.groups:
        code = frame.codes.get(each.group, each.group) or NO_GROUP
        yield _group(code, frame.lines.get(each.group, 0), each.amount)
    if not figures.groups:
        yield _group(NO_GROUP, 0, 0)


def _group(code: str, lines: int, minor: int) -> str:
    return group(
        "reportArtGroup",
        identity("artGroupID", code),
        count("artGroupNum", lines),
        money("artGroupAmnt", minor),
    )


def _payments(figures: DayFigures) -> Iterator[str]:
    sums = [(payment_type(each.tender), each.number, each.amount) for each in figures.trade.tenders]
    for kind, number, minor in sums or [(payment_type(TenderKind.CASH), 0, 0)]:
        yield group(
            "reportPayment",
            identity("paymentType", kind),
            count("paymentNum", number),
            money("paymentAmnt", minor),
        )


def _taxes(figures: DayFigures) -> Iterator[str]:
    taxes = [(each.rate_ppm, each.net, each.tax) for each in figures.trade.taxes]
    for rate_ppm, net, tax in taxes or [(0, 0, 0)]:
        percent = rate(rate_ppm)
        yield group(
            "reportCashSaleVat",
            f"<vatCode>{percent}</vatCode><vatPerc>{percent}</vatPerc>",
            money("cashSaleAmnt", net),
            money("vatAmnt", tax),
            side("vatAmntTp", tax),
        )


def _numbered(name: str, numbered: NumberedSum) -> str:
    return count(f"{name}Num", numbered.number) + money(f"{name}Amnt", numbered.amount)


def _kind(name: str, prefix: str, kind: str, numbered: NumberedSum) -> str:
    title = kind if numbered.number else _NONE
    return group(name, f"<{prefix}Type>{title}</{prefix}Type>", _numbered(prefix, numbered))


def _inquiries() -> str:
    """Looking at a price at the till is in no journal, so there is nothing to count."""
    return group(
        "reportPriceInquiry", f"<priceInquiryGroup>{_NONE}</priceInquiryGroup>", _numbered("priceInquiry", _NOTHING)
    )


def _on_account(figures: DayFigures) -> NumberedSum:
    tenders = [each for each in figures.trade.tenders if each.tender == TenderKind.ON_ACCOUNT]
    return NumberedSum(sum(each.number for each in tenders), sum(each.amount for each in tenders))
