"""What the shop has about a person as a document that the person can read, from the facts that are handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.words import Words
from integrations.member_documents.person_pdf import PersonDocument, PersonTable, person_pdf
from models.members.consent import consent_words
from models.money import Money
from models.shop import Shop
from operations.dispatch.day_documents import SYSTEM_NAMES

_DETAILS = ("name", "phone", "email", "birth_year", "birthday", "postcode", "notes")


def person_file(facts: Mapping[str, Any], company: Shop, words: Words) -> bytes:
    """The facts of :func:`operations.members.member_rights.export_member` as PDF, in the language of ``words``."""
    return person_pdf(person_document(facts, company, words))


def person_document(facts: Mapping[str, Any], company: Shop, words: Words) -> PersonDocument:
    """The document before it is set."""
    translate, zone = words.translate, ZoneInfo(company.zone)
    details = [(translate(f"members.{name}"), str(facts[name])) for name in _DETAILS if facts[name]]
    channel = translate(f"members.channel.{facts['joined_by']}")
    joined = f"{_time(facts['joined_at'], zone)} · {channel}"
    details += [(translate("members.card"), str(facts["card"])), (translate("members.document.joined"), joined)]
    details += [
        (
            translate("members.document.given_to"),
            f"{SYSTEM_NAMES.get(each['system'], '–')} · {_time(each['since'], zone)}",
        )
        for each in facts["given_to"]
    ]
    return PersonDocument(
        language=words.language,
        title=translate("members.document.title"),
        company=[line for line in (company.company, company.org_number) if line],
        about=translate("members.document.about"),
        details=details,
        tables=[
            _consents(facts["consents"], zone, words),
            _points(facts["points"], zone, words),
            _offers(facts["offers"], zone, words),
            _purchases(facts["purchases"], words),
            _looks(facts["looks"], zone, words),
        ],
    )


def _consents(rows: Sequence[Mapping[str, Any]], zone: ZoneInfo, words: Words) -> PersonTable:
    translate, ends = words.translate, consent_words((each["purpose"], each["given"], each["channel"]) for each in rows)
    return PersonTable(
        translate("members.consents"),
        [translate(f"members.{name}") for name in ("at", "what", "channel")],
        [
            [
                _time(each["at"], zone),
                f"{translate('members.agrees.' + each['purpose'])} · {translate(f'members.{word}')}",
                translate(f"members.channel.{each['channel']}"),
            ]
            for each, word in zip(rows, ends, strict=True)
        ],
        translate("members.document.nothing"),
    )


def _points(rows: Sequence[Mapping[str, Any]], zone: ZoneInfo, words: Words) -> PersonTable:
    translate = words.translate
    return PersonTable(
        translate("members.document.points"),
        [translate(name) for name in ("members.at", "members.what", "points.points", "points.balance")],
        [
            [
                _time(each["at"], zone),
                translate(f"points.change.{each['why']}"),
                str(each["points"]),
                str(each["balance"]),
            ]
            for each in rows
        ],
        translate("members.document.nothing"),
    )


def _offers(rows: Sequence[Mapping[str, Any]], zone: ZoneInfo, words: Words) -> PersonTable:
    translate = words.translate
    columns = ("members.at", "members.what", "points.points", "members.document.until")
    return PersonTable(
        translate("members.document.offers"),
        [translate(name) for name in columns],
        [
            [
                _time(each["at"], zone),
                f"{translate('points.offer.' + each['occasion'])} {each['coupon']}".strip(),
                str(each["points"]),
                each["last_day"],
            ]
            for each in rows
        ],
        translate("members.document.nothing"),
    )


def _purchases(rows: Sequence[Mapping[str, Any]], words: Words) -> PersonTable:
    translate = words.translate
    columns = ("members.at", "members.document.receipt", "members.document.goods", "members.document.amount")
    return PersonTable(
        translate("members.document.purchases"),
        [translate(name) for name in columns],
        [
            [
                each["day"],
                f"{each['till']}-{each['receipt']}",
                f"{each['quantity']} × {each['name']}",
                words.money(Money(each["gross_minor"], each["currency"])),
            ]
            for each in rows
        ],
        translate("members.document.nothing"),
    )


def _looks(rows: Sequence[Mapping[str, Any]], zone: ZoneInfo, words: Words) -> PersonTable:
    translate = words.translate
    return PersonTable(
        translate("members.looks"),
        [translate(f"members.{name}") for name in ("at", "looked_for", "by")],
        [[_time(each["at"], zone), translate(f"members.purpose.{each['purpose']}"), each["by"]] for each in rows],
        translate("members.document.nothing"),
    )


def _time(text: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(text).astimezone(zone):%Y-%m-%d %H:%M}"
