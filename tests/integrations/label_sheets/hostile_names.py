"""Names that a label must show as they are: markup of the typesetter and of others, long words, other scripts."""

from __future__ import annotations

_TYPST = (
    '#panic("stop")',
    '#read("/etc/passwd")',
    '#image("/etc/hostname")',
    '#import "@preview/cetz:0.3.1": *',
    '#include "label_sheet.typ"',
    "#sys.inputs.sheet",
    '#eval("1+1")',
    "#set page(width: 1mm)",
    "#show: it => none",
    "#pagebreak()",
    "#while true {}",
    "#let x = 1",
    "#(1 + 1)",
    "#[innehåll]",
    "#{ 1 }",
    "*fet* _kursiv_ `kod`",
    "$ x^2 $",
    "= Rubrik",
    "- punkt",
    "+ nummer",
    "/ term: text",
    "<etikett> @referens",
    "// kommentar",
    "/* kommentar */",
    "\\ radbyte",
    "\\u{1F600}",
    "https://example.com",
    "a~b -- c --- d ...",
    "'enkla' \"dubbla\"",
    "]]] [[[ ))) ((( }}} {{{",
)
_OTHERS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE product; --",
    '=HYPERLINK("http://example.com")',
    "+1+1",
    "@SUM(A1)",
    "{{ 7*7 }}",
    "${jndi:ldap://x}",
    "%s %n %x",
    "\\x1b[31m",
    "Kaffe \x1bp\x00",
    "\u202eMjölk",
    "a\u200bb\u200dc",
    "é̄̄̄̄",
    "Smörgåsbord ÅÄÖ åäö",
    "日本語の名前",
    "العربية",
    "עברית",
    "Ελληνικά Кириллица",
    "😀 emoji 🧀",
    "½ ¼ ¾ € £ ¥ © ®",
    "a" * 120,
    "Å" * 120,
    "W" * 120,
    "i" * 120,
    "ord " * 30,
    "Mycketlångtsammansattordutanmellanrum" * 3,
    "1,5 l " * 20,
    "-" * 120,
    "." * 120,
)
#: The same marks alone, doubled and inside a word: whatever opens a construct must not.
_MARKS = "#$*_`=-+/<>@\\~'\"()[]{}|&%^;:!?,."
_MIXED = tuple(
    text
    for mark in _MARKS
    for text in (
        f"Mjölk {mark}",
        f"{mark}{mark}{mark} Mjölk",
        f"Mjö{mark}lk 1{mark}5 l",
        f"{mark}x({mark})",
        f"[{mark}] #{mark}",
    )
)
HOSTILE_NAMES = (*_TYPST, *_OTHERS, *_MIXED)
