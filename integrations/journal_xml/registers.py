"""The tills of the file, the company, and the opening and closing of the file itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from integrations.journal_xml.xml_pieces import code, group, instant, optional, text

PROGRAM = "Kassa"
#: The designation of a model holds SE (SKVFS 2014:9, chapter 2, section 23).
MODEL = "Kassa SE"
#: Written where a till has no control unit.
NO_CONTROL_UNIT = "SAKNAS"
_COMPONENT = "http://xmls.skatteverket.se/se/skatteverket/td/komponent/utredningsstod/1.0"
_INSTANCE = "http://xmls.skatteverket.se/se/skatteverket/td/instans/utredningsstod/1.0"
_ROOT = "utrein:ExportAvDataFranJournalminneEnligtSKVFS2021-16"
#: What a reader of the file finds above its first element.
_NOTE = (
    "The form of this file follows a reconstruction of the schema of SKVFS 2021:16. "
    "Check it with the schema of Skatteverket before it is handed over."
)


@dataclass(frozen=True, slots=True)
class Register:
    """One till: its number, designation, address and version of the program, and who sells there."""

    till_id: int
    designation: str
    company: str
    org_number: str
    address: str
    version: str

    @property
    def org_digits(self) -> str:
        """The company's number without its dash."""
        return "".join(each for each in self.org_number if each.isdigit())

    @property
    def serial(self) -> str:
        """The number of the till that no other has: the company's, and the till's own.

        >>> Register(1, "KASSA01", "Butik AB", "556000-4755", "Storgatan 1", "0.1").serial
        '5560004755-1'
        """
        return f"{self.org_digits}-{self.till_id}"

    def seller(self) -> str:
        """Company, number and address, as every document of the till has them."""
        return _seller(self.company, self.org_digits, self.address)

    def system(self) -> str:
        """Number, model, program and version of the till."""
        return (
            code("TillverkningsnummerForKassaregistret", self.serial)
            + code("ModellbeteckningForKassaregistret", MODEL)
            + code("ModellEllerProgramForKassaregistret", PROGRAM)
            + code("VersionsnummerForKassaregistret", self.version)
        )


@cache
def _seller(company: str, org_digits: str, address: str) -> str:
    """A year of receipts has the same few again and again."""
    return (
        text("ForetagetsNamn", company)
        + code("OrganisationsnummerEllerPersonnummer", org_digits)
        + text("DenAdressDarForsaljningSker", address)
    )


@dataclass(frozen=True, slots=True)
class FileHead:
    """Who makes the file, where and when, and the period that it covers, on the shop's clock."""

    operator: str
    made_from: str
    made_at: datetime
    first: datetime
    last: datetime


def opening(head: FileHead, registers: Sequence[Register], control_units: Sequence[str]) -> str:
    """Everything before the first event; the control units are in the order of the tills."""
    company = registers[0]
    return "".join(
        (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
            f"<!-- {_NOTE} -->\n",
            f'<{_ROOT} xmlns:utrein="{_INSTANCE}" xmlns="{_COMPONENT}">\n',
            optional("InloggadAnvandareVidExportAvDataFranJournalminnet", head.operator),
            text("BeteckningPaDetKassaregisterSomExportAvDataFranJournalminnetSkerIfran", head.made_from),
            instant("TidpunktForNarExportAvDataFranJournalminnetSker", head.made_at),
            group(
                "ValdPeriodForExportAvDataFranJournalminne",
                instant("ValdStarttidpunktForExportAvDataFranJournalminnet", head.first),
                instant("ValdSluttidpunktForExportAvDataFranJournalminnet", head.last),
            ),
            group(
                "BeteckningPaValdaKassaregisterForExportAvDataFranJournalminnenLISTA",
                *(
                    text("BeteckningPaValtKassaregisterForExportAvDataFranJournalminnet", each.designation)
                    for each in registers
                ),
            ),
            group(
                "InformationOmForetaget",
                code("OrganisationsnummerEllerPersonnummer", company.org_digits),
                text("ForetagetsNamn", company.company),
                text("DenAdressDarForsaljningSker", company.address),
            ),
            group(
                "KassaregistersystemLISTA",
                *(
                    group(
                        "Kassaregistersystemet",
                        each.system(),
                        text("Kassabeteckning", each.designation),
                        code("TillverkningsnummerForKontrollenheten", unit or NO_CONTROL_UNIT),
                    )
                    for each, unit in zip(registers, control_units, strict=True)
                ),
            ),
            "\n<RegistreringLISTA>\n",
        )
    )


#: Everything after the last event.
CLOSING = f"</RegistreringLISTA>\n</{_ROOT}>\n"
