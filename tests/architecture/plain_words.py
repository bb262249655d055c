"""Counts words that have a plainer one: a reader should not have to guess what *keeps*, *tells* or *stands* means.

Plainer are the field's verbs: save, store, record, report, return, exist, reject, publish; be, for *stand*.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

KINDS = frozenset({".py", ".js", ".md", ".po"})
#: Decisions are not edited after they were accepted, and the tests have their own words.
NOT_COUNTED = ("tests/", "docs/decisions/")
FORMS = {
    "say": ("say", "says", "said"),
    "keep": ("keep", "keeps", "kept"),
    "tell": ("tell", "tells", "told"),
    "stand": ("stand", "stands", "stood"),
}
_VERB = {form: verb for verb, forms in FORMS.items() for form in forms}
#: A word by itself or within a name: ``keep_history``, ``toldSeq``, ``_kept``.
_WORD = re.compile(rf"(?<![A-Za-z])(?i:{'|'.join(_VERB)})(?![a-z])")


def is_counted(path: str) -> bool:
    """Whether a file of the repository, named from its root, is counted."""
    return PurePosixPath(path).suffix in KINDS and not path.startswith(NOT_COUNTED)


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each verb occurs, in any of its forms.

    >>> dict(count_words(["It keeps what was told.", "def keep_history(toldSeq): ...", "bookkeeping, standard"]))
    {'keep': 2, 'tell': 2}
    """
    return Counter(_VERB[found[0].lower()] for text in texts for found in _WORD.finditer(text))
