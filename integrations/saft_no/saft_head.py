"""The head of the file: the file itself, the company, rates of tax, people and goods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from integrations.journal_xml.xml_pieces import group
from integrations.saft_no.saft_codes import basics, standard_tax_code
from integrations.saft_no.saft_pieces import day_and_time, identity, rate, words

NAMESPACE = "urn:StandardAuditFile-Taxation-CashRegister:NO"
#: The version of the schema.
VERSION = "1.0"
NORWAY = "NO"
#: What a reader of the file finds in its head.
SIGNATURE_NOTE = (
    "signature is the SHA-256 of the row in the journal of the till, which is chained and signed with Ed25519 (key "
    "keyVersion); it is not the RSA-SHA1 signature of the Norwegian requirements for cash register systems."
)
FOREIGN_NOTE = "The shop is not in Norway: rates that Norway does not have are NA in standardVatCode."


@dataclass(frozen=True, slots=True)
class SaftMaker:
    """Who makes the file, when and with which version of the program, and the days that it covers (both included)."""

    operator: str
    made_at: datetime
    program_version: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class SaftCompany:
    """The shop: ``number`` is its registered one in digits, ``country`` ISO 3166-1."""

    number: str
    name: str
    country: str
    currency: str


@dataclass(frozen=True, slots=True)
class SaftPerson:
    """Somebody who acted at a till, and since when Kassa knows that person, on the shop's clock."""

    code: str
    name: str
    role: str
    since: datetime


@dataclass(frozen=True, slots=True)
class SaftProduct:
    """Something that was sold, with its group, and the first day on which it had a price."""

    code: str
    name: str
    group: str
    since: date


@dataclass(frozen=True, slots=True)
class SaftContents:
    """Everything that the tills of the file name: ``rates`` with the day since which each holds, groups with names."""

    rates: Mapping[int, date]
    people: Sequence[SaftPerson]
    products: Sequence[SaftProduct]
    groups: Mapping[str, str]


def head(maker: SaftMaker, company: SaftCompany, contents: SaftContents) -> str:
    """Everything before the first place of the shop."""
    return "".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>\n',
            f'<auditfile xmlns="{NAMESPACE}">',
            _header(maker, company),
            "<company>",
            identity("companyIdent", company.number),
            words("companyName", company.name, 100),
            f"<taxRegistrationCountry>{company.country}</taxRegistrationCountry>",
            group("vatCodeDetails", *_rates(contents.rates)),
            group("employees", *(_employee(each) for each in contents.people)),
            group("articles", *_products(contents.products)),
            basics(contents.groups),
            "\n",
        )
    )


#: Everything after the last place of the shop.
TAIL = "</company></auditfile>\n"


def place(name: str, address: str, country: str) -> str:
    """The opening of a place; its tills and ``</location>`` follow."""
    street = group(
        "streetAddress",
        words("streetname", address, 100),
        f"<country>{country}</country>",
    )
    return f"<location>{words('name', name, 100)}{street}"


def _header(maker: SaftMaker, company: SaftCompany) -> str:
    foreign = "" if company.country == NORWAY else f" {FOREIGN_NOTE}"
    return group(
        "header",
        f"<fiscalYear>{maker.first.year}</fiscalYear>",
        f"<startDate>{maker.first.isoformat()}</startDate><endDate>{maker.last.isoformat()}</endDate>",
        f"<curCode>{company.currency}</curCode>",
        day_and_time("dateCreated", "timeCreated", maker.made_at),
        words("softwareDesc", "Kassa", 100),
        words("softwareVersion", maker.program_version, 20),
        words("softwareCompanyName", "Kassa (open source)", 100),
        f"<auditfileVersion>{VERSION}</auditfileVersion>",
        words("headerComment", SIGNATURE_NOTE + foreign, 999),
        identity("userID", maker.operator),
    )


def _rates(rates: Mapping[int, date]) -> Iterator[str]:
    for rate_ppm, since in sorted(rates.items(), reverse=True):
        percent = rate(rate_ppm)
        yield group(
            "vatCodeDetail",
            f"<vatCode>{percent}</vatCode><dateOfEntry>{since.isoformat()}</dateOfEntry>",
            f"<vatDesc>VAT {percent} %</vatDesc>",
            f"<standardVatCode>{standard_tax_code(rate_ppm)}</standardVatCode>",
        )


def _employee(person: SaftPerson) -> str:
    first_names, _, surname = person.name.strip().rpartition(" ")
    return group(
        "employee",
        identity("empID", person.code),
        day_and_time("dateOfEntry", "timeOfEntry", person.since),
        words("firstName", first_names, 50) if first_names else "",
        words("surName", surname or person.code, 100),
        group("employeeRole", words("roleType", person.role, 50)) if person.role else "",
    )


def _products(products: Sequence[SaftProduct]) -> Iterator[str]:
    for each in products:
        yield group(
            "article",
            identity("artID", each.code),
            f"<dateOfEntry>{each.since.isoformat()}</dateOfEntry>",
            identity("artGroupID", each.group),
            words("artDesc", each.name, 999),
        )
