"""Reading the XML of somebody else: no document type, so no entities; limited in size, depth and number of elements.

A document type is refused before anything of it is read, and with it every attack that declares entities, inside the
file or outside. The parser is expat, which opens nothing by itself.
"""

from __future__ import annotations

from xml.parsers import expat

from integrations.peppol.ubl_elements import CAC, CBC
from models.errors import Reason, Refused

FILE_MAX_BYTES = 2 * 1024 * 1024
DEPTH_MAX, ELEMENTS_MAX, TEXT_MAX = 24, 50_000, 4_000
_PREFIXES = {CAC: "cac", CBC: "cbc"}


class WrongPeppolFile(Refused):
    """A file that is not the Peppol document that was asked for, or not about this order."""

    code = "wrong_peppol_file"
    text = (
        "The Peppol file cannot be used: {reason}. Nothing was changed; ask the supplier for the right file, or enter "
        "what it has by hand."
    )

    reason: Reason


class Element:
    """One element: its name with the prefix ``cac`` or ``cbc``, or that of the document; reading fills it."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name, self.attributes, self.text = name, attributes, ""
        self.children: list[Element] = []

    def each(self, path: str) -> list[Element]:
        """The elements at a path of names below this one, such as ``cac:OrderReference/cbc:ID``, in order."""
        level = [self]
        for name in path.split("/"):
            level = [child for parent in level for child in parent.children if child.name == name]
        return level

    def value(self, path: str) -> str:
        """The text of the first element at a path, empty where there is none."""
        return next((each.text.strip() for each in self.each(path)), "")


def read_document(content: bytes, kind: str) -> Element:
    """The root of a document of the ``kind`` ``OrderResponse`` or ``DespatchAdvice``.

    Raises :class:`WrongPeppolFile`.
    """
    if len(content) > FILE_MAX_BYTES:
        raise WrongPeppolFile(Reason("file_large", "it is too large"))
    builder = _Builder()
    try:
        builder.parse(content)
    except expat.ExpatError as error:
        raise WrongPeppolFile(Reason("xml_broken", "line {line} is no XML", line=error.lineno)) from None
    root = builder.root
    if root is None or root.name != f"urn:oasis:names:specification:ubl:schema:xsd:{kind}-2 {kind}":
        raise WrongPeppolFile(Reason("xml_other", "it is no {kind} of UBL 2.1", kind=kind))
    return root


class _Builder:
    """Builds the tree while expat reads, and stops it at the first thing that is not allowed."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def parse(self, content: bytes) -> None:
        self._parser.Parse(content, True)  # noqa: FBT003 - the last part of the file

    def _refuse_doctype(self, *_declaration: object) -> None:
        raise WrongPeppolFile(Reason("xml_doctype", "it declares a document type, which no Peppol document does"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= DEPTH_MAX or self._count > ELEMENTS_MAX:
            raise WrongPeppolFile(Reason("xml_large", "it has too many elements, or too many inside each other"))
        space, _, local = name.rpartition(" ")
        element = Element(f"{_PREFIXES[space]}:{local}" if space in _PREFIXES else name, attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        element = self._open[-1]
        if len(element.text) + len(text) <= TEXT_MAX:
            element.text += text
        elif not element.children and element.name.startswith("cbc:EmbeddedDocument"):
            return  # an attached file, which nobody reads
        else:
            raise WrongPeppolFile(Reason("xml_text", "a text in it is too long"))
