"""Files of before UTF-8 are recognised by their words, and never garbled in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.spreadsheets.table import open_table
from integrations.spreadsheets.text_encoding import OLD_ENCODINGS, find_encoding

LISTS = (
    "Artikelnr;Benämning;Försäljningspris\nA1;Mjölk 1 l;12,50\nA2;Ål rökt;99\nA3;ÖL 33 CL;15\n",
    "SKU;Name;Price\nA1;Räksmörgås;1\n",
    "SKU;Navn;Pris\nA1;Grønne æbler på Åsen;1\n",
    "SKU;Nom;Prix\nA1;Crème brûlée à la fraise;1\n",
    "SKU;Name;Preis\nA1;Weiß Käse für Müller;1\n",
    "SKU;Namn;Pris\nA1;ÅKERBÄRSSYLT;1\nA2;Café au lait;2\n",
)


#: Code page 437 has no Danish letters.
WRITTEN = [(text, encoding) for text in LISTS for encoding in OLD_ENCODINGS if encoding != "cp437" or "ø" not in text]


@pytest.mark.parametrize(("text", "encoding"), WRITTEN)
def test_an_old_encoding_is_known_by_its_words(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    table = open_table(path)
    read = "\n".join(";".join(cells) for cells in (table.headers, *(row.cells for row in table.rows)))
    assert f"{read}\n" == text
    (note,) = table.notes
    word = note.partition("'")[2].partition("'")[0]
    assert word in text
    assert not word.isascii()


def test_signs_of_windows_stay_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("SKU;Namn;Pris\nA1;Kyl 4 °C – ½ kg ”stor”;1\n".encode("cp1252"))
    assert find_encoding(path) == "cp1252"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "ascii"])
def test_control_nothing_is_told_of_encodings_that_are_sure(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("SKU;Namn;Pris\nA1;Ost;1\n".encode(encoding))
    assert open_table(path).notes == ()
