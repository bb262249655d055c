"""Why so many units are proposed, in sentences: one for the level, one for what is missing, and what rounding adds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.words import Words
from models.purchasing.lead_times import RECEIPTS_MIN
from models.replenishment.case_rounding import CaseRule
from models.replenishment.chosen_levels import LevelBasis
from models.replenishment.proposal import Reasons

#: The sentence about the last case.
_CASE_TEXTS = {
    CaseRule.UP: "dashboard.why.case_pack",
    CaseRule.TAKEN: "dashboard.why.case_taken",
    CaseRule.LEFT: "dashboard.why.case_left",
}


def reason_sentences(reasons: Reasons, words: Words, amount: Callable[[Decimal], str]) -> str:
    """The figures of a proposed line in the order in which they were applied; ``amount`` writes units."""
    translate = words.translate
    is_learnt = reasons.basis == LevelBasis.LEARNT
    service = reasons.wanted_service if is_learnt else reasons.service_level
    lead = _lead_sentence(reasons, translate)
    level = "dashboard.why.learnt" if is_learnt else "dashboard.why.level"
    sentences = [
        translate(
            "dashboard.why.spoils" if reasons.shelf_life_days else level,
            days=reasons.protection_days,
            demand=amount(round(Decimal(str(reasons.expected_demand)), 1)),
            level=amount(reasons.order_up_to),
            service=round(service * 100),
            life=reasons.shelf_life_days,
        ),
        *([lead] if lead else []),
        *([translate("dashboard.why.will_spoil", units=amount(reasons.will_spoil))] if reasons.will_spoil else []),
        *([translate("dashboard.why.transferred", units=amount(reasons.transferred))] if reasons.transferred else []),
        translate(
            "dashboard.why.missing",
            on_hand=amount(reasons.on_hand),
            on_order=amount(reasons.on_order),
            missing=amount(reasons.missing),
        ),
    ]
    if reasons.after_case_pack != reasons.missing:
        pack, after = amount(reasons.case_pack), amount(reasons.after_case_pack)
        sentences.append(translate(_CASE_TEXTS[CaseRule(reasons.case_rule)], pack=pack, after=after))
    plain = reasons.quantity - reasons.extra
    if plain != reasons.after_case_pack:
        moq, quantity = amount(reasons.moq), amount(plain)
        sentences.append(translate("dashboard.why.moq", moq=moq, quantity=quantity))
    if reasons.extra:
        more, quantity = amount(abs(reasons.extra)), amount(reasons.quantity)
        sentences.append(translate(f"dashboard.why.extra.{reasons.extra_for}", more=more, quantity=quantity))
    return " ".join(sentences)


def _lead_sentence(reasons: Reasons, translate: Callable[..., str]) -> str:
    """Where the lead time comes from; nothing of orders that were proposed before lead times were stored."""
    times, days = reasons.lead_times, reasons.lead_days
    if times.shares:
        most = max(days - times.days_late + times.within(90), 0)
        return translate("dashboard.why.lead_learnt", days=days, most=most, receipts=times.receipts)
    if not days:
        return ""
    return translate("dashboard.why.lead_agreed", days=days, receipts=times.receipts, least=RECEIPTS_MIN)
