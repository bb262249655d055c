"""The published rules of Peppol and the schemas of UBL 2.1, run over a document; each stylesheet is compiled once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
#: The schema and the stylesheets of each document.
RULES = {
    "Order": ("UBL-Order-2.1.xsd", "PEPPOLBIS-T01.xslt"),
    "OrderResponse": ("UBL-OrderResponse-2.1.xsd", "PEPPOLBIS-T76.xslt"),
    "DespatchAdvice": ("UBL-DespatchAdvice-2.1.xsd", "PEPPOLBIS-T16.xslt"),
    "Invoice": ("UBL-Invoice-2.1.xsd", "CEN-EN16931-UBL.xslt", "PEPPOL-EN16931-UBL.xslt"),
    "CreditNote": ("UBL-CreditNote-2.1.xsd", "CEN-EN16931-UBL.xslt", "PEPPOL-EN16931-UBL.xslt"),
}


class PeppolRules:
    """The rules in a folder of outside data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "peppol"
        self._processor = _processor()

    def breaches(self, content: bytes) -> list[str]:
        """The fatal breaches of a document, as the ids of rules and ``XSD``; none where it is valid."""
        tree = etree.fromstring(content)
        schema, *sheets = RULES[etree.QName(tree).localname]
        broken = [] if _schema(self._folder / "xsd" / "maindoc" / schema).validate(tree) else ["XSD"]
        node = self._processor.parse_xml(xml_text=content.decode())
        for each in sheets:
            report = etree.fromstring(
                _stylesheet(self._folder / "xslt" / each).transform_to_string(xdm_node=node).encode()
            )
            failed = report.iter(f"{SVRL}failed-assert")
            broken += [str(one.get("id")) for one in failed if one.get("flag") == "fatal"]
        return broken


@cache
def _processor() -> PySaxonProcessor:
    return PySaxonProcessor(license=False)


@cache
def _stylesheet(path: Path) -> PyXsltExecutable:
    # From text: the processor cannot open a path that has a space in it.
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_text=path.read_text(encoding="utf-8"))


@cache
def _schema(path: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(path, etree.XMLParser(no_network=True)))
