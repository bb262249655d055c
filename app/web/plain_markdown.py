"""Text of people and products in places that read Markdown."""

from __future__ import annotations

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~$:.&-])")
#: What Streamlit still makes a dash, an icon or a link of: an invisible sign between keeps it as it is written.
_READ_LATER = (("--", "-\u2060-"), (":material/", ":\u2060material/"), ("://", ":\u2060//"), ("www.", "www\u2060."))


def plain(text: str) -> str:
    r"""A text that Markdown shows as it is written.

    >>> print(plain("*Kaffe* [1]"))
    \*Kaffe\* \[1\]
    """
    for written, kept_apart in _READ_LATER:
        text = text.replace(written, kept_apart)
    return _MARKDOWN.sub(r"\\\1", text)
