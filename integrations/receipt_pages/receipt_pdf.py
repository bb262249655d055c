"""A printed receipt as PDF, set by typst."""

from __future__ import annotations

from importlib import resources

import typst


def receipt_pdf(title: str, picture: str, words: str) -> bytes:
    """The picture of a receipt (SVG) on one page as wide as the paper; ``words`` are its text for who cannot see it."""
    source = resources.files("integrations.receipt_pages").joinpath("receipt_page.typ").read_bytes()
    inputs = {"title": title, "picture": picture, "words": words}
    page = typst.compile(source, format="pdf", ignore_system_fonts=True, sys_inputs=inputs)
    assert isinstance(page, bytes)
    return page
