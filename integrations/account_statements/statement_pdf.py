"""A statement of a customer account as PDF, set by typst."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib import resources

import typst

from models.selling.account_statement import AccountStatement


def statement_pdf(statement: AccountStatement) -> bytes:
    """The statement on A4. Nothing is fetched and no font of the system is used."""
    source = resources.files("integrations.account_statements").joinpath("statement.typ").read_bytes()
    inputs = {"statement": json.dumps(asdict(statement), ensure_ascii=False)}
    pages = typst.compile(source, format="pdf", ignore_system_fonts=True, sys_inputs=inputs)
    assert isinstance(pages, bytes)
    return pages
