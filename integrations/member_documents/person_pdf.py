"""Everything that a shop has about a person as PDF, set by typst."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import resources

import typst


@dataclass(frozen=True, slots=True)
class PersonTable:
    """One part of the document: a title, the headings of its columns, and its rows; all texts."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    #: What is written where there are no rows.
    nothing: str


@dataclass(frozen=True, slots=True)
class PersonDocument:
    """The whole document; ``details`` are pairs of a label and a value."""

    language: str
    title: str
    company: Sequence[str]
    about: str
    details: Sequence[tuple[str, str]]
    tables: Sequence[PersonTable]


def person_pdf(document: PersonDocument) -> bytes:
    """The document on A4. Nothing is fetched and no font of the system is used."""
    source = resources.files("integrations.member_documents").joinpath("person.typ").read_bytes()
    inputs = {"person": json.dumps(asdict(document), ensure_ascii=False)}
    pages = typst.compile(source, format="pdf", ignore_system_fonts=True, sys_inputs=inputs)
    assert isinstance(pages, bytes)
    return pages
