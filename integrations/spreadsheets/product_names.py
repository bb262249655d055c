"""Names, keys and groups of products, out of the several cells that other programs spread them over."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from integrations.spreadsheets.heading_words import plain
from models.catalogue.product import NAME_LENGTH_MAX, SKU_LENGTH_MAX

#: What exports write for the only variant of a product.
ONLY_VARIANT = frozenset({"default title", "default", "regular", "ordinarie", "standard"})
#: Between the groups of a path, outermost first: "Kläder > Dam", "All / Livs".
_STEP = re.compile(r"\s*(?:>|›|»|→)\s*|\s+[/\\|]\s+|\s*::\s*")
_DIGEST_LENGTH = 8


def whole_name(name: str, options: Iterable[str]) -> str:
    """A product's name with each option that it does not name yet; the options stay where it must be cut.

    >>> whole_name("Tröja", ["S", "Röd"]), whole_name("Läsk 33 cl", ["33 cl"]), whole_name("Skjorta", ["S"])
    ('Tröja S Röd', 'Läsk 33 cl', 'Skjorta S')
    """
    added = ""
    for option in options:
        if option and plain(option) not in ONLY_VARIANT and not _names(f"{name}{added}", option):
            added += f" {option}"
    added = added[:NAME_LENGTH_MAX] if name else added.strip()[:NAME_LENGTH_MAX]
    return f"{cut_text(name, NAME_LENGTH_MAX - len(added))}{added}".strip()


def cut_text(text: str, length_max: int) -> str:
    """Text of at most so many characters, cut between words where that loses little.

    >>> cut_text("Kaffe mellanrost ekologiskt", 20), cut_text("Kaffe", 20)
    ('Kaffe mellanrost', 'Kaffe')
    """
    if len(text) <= length_max:
        return text
    begin = text[: length_max + 1].rpartition(" ")[0]
    return (begin if 2 * len(begin) > length_max else text[:length_max]).strip()


def key_of(handle: str, options: Iterable[str]) -> str:
    """A key for a variant without a SKU: the same handle and options give the same key, others another.

    >>> key_of("lerkruka", ["Liten"]), key_of("lampa", ["Default Title"])
    ('lerkruka-liten', 'lampa')
    """
    parts = [handle, *(option for option in options if plain(option) not in ONLY_VARIANT)]
    key = "-".join(re.sub(r"\s+", "-", plain(part)) for part in parts if plain(part))
    if len(key) <= SKU_LENGTH_MAX and key:
        return key
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=_DIGEST_LENGTH // 2).hexdigest()
    return f"{key[: SKU_LENGTH_MAX - _DIGEST_LENGTH - 1].strip('-')}-{digest}".strip("-")


def innermost_group(path: str) -> str:
    """The last group of a path of groups; of several paths that of the longest, the first among equals.

    >>> innermost_group("Kläder > Dam, Kläder > Dam > Sjalar, Nyheter"), innermost_group("All / Livs")
    ('Sjalar', 'Livs')
    >>> innermost_group("Frukt, grönt"), innermost_group("Barn/Baby")
    ('Frukt, grönt', 'Barn/Baby')
    """
    bare = re.sub(r"\s*\([A-Z0-9]{20,}\)", "", path)
    paths = re.split(r"(?<!\\),\s*", bare) if _STEP.search(bare) else [bare]
    steps = [[step.strip() for step in _STEP.split(each) if step.strip()] for each in paths]
    longest = max(steps, key=len, default=[])
    return longest[-1].replace("\\,", ",") if longest else path.strip()


def _names(name: str, option: str) -> bool:
    """Whether a name has an option already; letters beside it make another word of it."""
    word = rf"(?<![^\W\d_]){re.escape(option)}(?![^\W\d_])"
    return re.search(word, name, re.IGNORECASE) is not None
