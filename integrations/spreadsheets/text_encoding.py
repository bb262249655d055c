"""Which encoding a file of text was saved in: by its marks, else by the words that come out of it."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from pathlib import Path

from integrations.spreadsheets.rows import NotATable

SAMPLE_BYTES = 65_536
CHUNK_BYTES = 1 << 20
#: Text has hardly any NUL bytes; UTF-16 without a mark has one in every second place.
NUL_SHARE_MAX, UTF16_SHARE_LEAST = 0.05, 0.3

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16 does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Of Windows, of DOS in western Europe, the United States and Scandinavia, and of old Macintoshes; the likeliest first.
OLD_ENCODINGS = ("cp1252", "cp850", "cp437", "cp865", "mac_roman")
#: Letters of Swedish and its neighbours, then of other languages that are written in the same way.
_NORDIC, _WESTERN = frozenset("åäöÅÄÖæøÆØ"), frozenset("éÉüÜèçñáíóúàâêîôûßëïð")
#: Signs that are usual at the edge of a word, never within one.
_SIGNS = frozenset("°½¼¾£€§²³®™©×±µ–—’‘“”«»…")
_NORDIC_WORTH, _WESTERN_WORTH, _BROKEN_WORTH = 3, 1, -4
#: Words of shops with such letters: one of them proves more than any letter.
_WORDS = re.compile(
    r"(?i)\b(?:benämning|försäljningspris|inköpspris|streckkod|leverantör|mjölk|smör|bröd|kött|öl|ägg|ål|räk\w*|grön\w*|"
    r"röd|blå|grå|små|påse|låda|kåda|färs\w*|för\w*|från|två|fläsk|kräft\w*|kött\w*|gräddfil|fågel|skärm|kläder|"
    r"färg|storlek|lösvikt|smörgås|märke|kött|vår|höst|hår|nål|tråd|rød|grøn|blå|brød|kød|øl|smør|fløde|café|crème|"
    r"purée|für|grün|weiß|käse)\b"
)
_WORD_WORTH = 10
#: A word between quotation marks of Windows, which DOS reads as a word between two letters.
_QUOTED = re.compile(r"(?<!\w)[”“‘]\w+[”’]")
#: Lines with other bytes than ASCII that are looked at.
_LINES_MAX = 500


def find_encoding(path: Path) -> str:
    """UTF-8 if the file is, with or without a mark; UTF-16; UTF-32; else the old encoding that gives words.

    Raises :class:`NotATable` for what is no text.
    """
    with path.open("rb") as file:
        begin = file.read(SAMPLE_BYTES)
        for mark, encoding in _MARKS:
            if begin.startswith(mark):
                return encoding
        guessed = _by_nuls(path, begin)
        if guessed:
            return guessed
        file.seek(0)
        sound, damaged = _utf8_signs(file)
        if damaged == 0 or sound > damaged:  # a few bad bytes in good UTF-8 are damage, not another encoding
            return "utf-8"
        file.seek(0)
        return old_encoding(_unusual(file))


def old_encoding(words: bytes) -> str:
    """The encoding of before UTF-8 that makes the most of words; Windows' own if nothing speaks against it.

    >>> old_encoding("Räksmörgås".encode("cp850")), old_encoding("Räksmörgås".encode("mac_roman"))
    ('cp850', 'mac_roman')
    """
    return max(OLD_ENCODINGS, key=lambda encoding: (_worth(words, encoding), -OLD_ENCODINGS.index(encoding)))


def example_of(path: Path, encoding: str) -> str:
    """A word of a file with a letter beyond ASCII, as an encoding reads it; empty if there is none."""
    with path.open("rb") as file:
        text = _unusual(file).decode(encoding, "replace")
    found = re.search(r"\w*[^\x00-\x7f]\w*", text)
    return found[0] if found else ""


def _unusual(file: object) -> bytes:
    """The words with bytes beyond ASCII, each once, of the first lines that have any."""
    found: Counter[bytes] = Counter()
    lines = 0
    while lines < _LINES_MAX and (line := file.readline(CHUNK_BYTES)):  # type: ignore[attr-defined]
        if not line.isascii():
            lines += 1
            found.update(re.findall(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*", line)[:_LINES_MAX])
    return b" ".join(found)


def _worth(words: bytes, encoding: str) -> int:
    """How much of some words is usual letters in usual places."""
    text = words.decode(encoding, "replace")
    worth = _WORD_WORTH * (len(_WORDS.findall(text)) + len(_QUOTED.findall(text)))
    for before, sign, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if sign.isascii():
            continue
        beside = before.isalpha() + after.isalpha()
        if sign in _NORDIC or sign in _WESTERN:
            usual = _NORDIC_WORTH if sign in _NORDIC else _WESTERN_WORTH
            worth += _BROKEN_WORTH if sign.isupper() and before.islower() else usual if beside else 0
        elif sign == "\ufffd" or beside > (sign in _SIGNS):
            worth += _BROKEN_WORTH
    return worth


def _by_nuls(path: Path, begin: bytes) -> str | None:
    if not begin.count(0):
        return None
    even, odd = begin[0::2].count(0) * 2, begin[1::2].count(0) * 2
    if odd > UTF16_SHARE_LEAST * len(begin) > even:
        return "utf-16-le"
    if even > UTF16_SHARE_LEAST * len(begin) > odd:
        return "utf-16-be"
    if begin.count(0) > NUL_SHARE_MAX * len(begin):
        raise NotATable(path, "it is not a text file")
    return None


def _utf8_signs(file: object) -> tuple[int, int]:
    """How many signs beyond ASCII decode as UTF-8, and how many do not."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    sound = damaged = 0
    while chunk := file.read(CHUNK_BYTES):  # type: ignore[attr-defined]
        text = decoder.decode(chunk)
        if not text.isascii():
            bad = text.count("\ufffd")
            damaged += bad
            sound += sum(not sign.isascii() for sign in text) - bad
    return sound, damaged + decoder.decode(b"", final=True).count("\ufffd")
