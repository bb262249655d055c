"""Two hundred texts that nobody should type, for every field that is shown again somewhere: each must stay text."""

from __future__ import annotations

_MARKUP = (
    "<script>document.title='taken'</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<b>fet</b>",
    "</div></body>", "<style>*{display:none}</style>", "<a href='javascript:alert(1)'>köp</a>", "&lt;b&gt;", "&amp;",
    "<!-- slut", "]]>", "<iframe src=//x>", '"><script>x</script>', "' onmouseover='x", "`${1+1}`", "{{7*7}}",
    "{0.__class__}", "{name}", "%(name)s", "%s%n", "${jndi:ldap://x}", "<%= 1 %>", "#{1}", "\\u003cscript\\u003e",
)  # fmt: skip
_MARKDOWN = (
    "**fet**", "_kursiv_", "# Rubrik", "- lista", "> citat", "`kod`", "[länk](http://x)", "![bild](http://x/y.png)",
    "~~struken~~", ":red[röd]", ":material/delete:", "$x^2$", "a|b|c", "1. ett", "***", "---", "\\*", ":smile:",
    "==x==", ":blue-background[x]",
)  # fmt: skip
_FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "\t=1+1", "\r=1+1",
    "=IMPORTXML(1)", "'=1",
)  # fmt: skip
_QUERIES = (
    "'; DROP TABLE product; --", '" OR 1=1 --', "100 % råsaft", "a_b", "\\", "\\'", "NULL", "null", "None", "true", "0",
    "-1", "1e309", "NaN", "Robert'); --", "?", ":sku", ";", "--", "/* x */",
)  # fmt: skip
_PATHS = (
    "../../etc/passwd",
    "..\\..\\x",
    "/dev/null",
    "C:\\x",
    "file:///x",
    "http://x.example/?a=b&c=d",
    "www.x.example",
    "//x",
    "CON",
    ".",
    "..",
)
_CONTROLS = tuple(
    f"Kaffe{chr(code)}p" for code in (0, 1, 7, 8, 9, 10, 11, 12, 13, 27, 28, 29, 30, 31, 127, 128, 133, 155, 159)
)
_UNSEEN = (
    *(0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2028, 0x2029, 0x2060),
    *(0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF, 0xE0001, 0xFFF9, 0xE000),
)
_INVISIBLE = tuple(f"Te{chr(code)}x" for code in _UNSEEN)
_SCRIPTS = (
    "مرحبا بالعالم", "שלום עולם", "你好，世界", "こんにちは", "สวัสดี", "नमस्ते", "Привет", "Γειά", "ÅÄÖ åäö", "ÆØÅ",
    "İstanbul", "ß", "ﬁ", "Ⅷ", "１２３", "🥐 Croissant", "👨‍👩‍👧‍👦", "🇸🇪", "é", "Z̸̡͠a̵͝l̴͠g̶͠o̷͝", "﷽", "𝕂𝕒𝕗𝕗𝕖", "½ liter", "½%",
)  # fmt: skip
_LENGTHS = tuple(
    sign * count for sign in ("å", "W", "i ", "🥐", "<") for count in (1, 39, 40, 41, 79, 80, 119, 120, 121, 5_000)
)

#: All of them; most are of one of the kinds above, the last ones are kinds in one another.
HOSTILE_TEXTS: tuple[str, ...] = (
    *_MARKUP, *_MARKDOWN, *_FORMULAS, *_QUERIES, *_PATHS, *_CONTROLS, *_INVISIBLE, *_SCRIPTS, *_LENGTHS,
    "**<b>=1+1</b>**",
)  # fmt: skip
