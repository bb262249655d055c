"""House rules for what a browser runs: JavaScript and style sheets without a build step, read as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 50
PUBLIC_METHODS_MAX = 15

CLIENT = "app/till/client/"
#: The till's colours, and the same ones for pages that have no till (a test compares them).
TOKENS = f"{CLIENT}style/tokens.css"
PAGE_TOKENS = "app/static/page_tokens.css"
PAGE_ACCENTS = "app/static/accents.css"
#: What each folder of the till's client may import, itself included. A folder that is not named may import nothing.
MAY_IMPORT = {
    "model": {"model"},
    "browser": {"browser", "model"},
    "server": {"server", "model"},
    "view": {"view", "model"},
    "input": {"input", "model"},
    "actions": {"actions", "server", "model"},
    "wiring": {"wiring", "actions", "input", "view", "server", "browser", "model"},
    "": {"wiring"},
}

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORT = re.compile(r"""(?:\bfrom |\bimport\()['"](\.[^'"]+)['"]""")
RUN_IMPORT = re.compile(r"""^(?:import|export) .*?from ['"](\.[^'"]+)['"]""", re.MULTILINE | re.DOTALL)
BLOCK = r"\) \{$"
FUNCTION = re.compile(rf"^( *)(?:export |default |async )*function\b.*?(\w+)?\(.*{BLOCK}")
METHOD = re.compile(rf"^( *)(?:static |async |get |set )*(?!if|for|while|switch|catch|function)(#?\w+)\(.*{BLOCK}")
ARROW = re.compile(r"^( *)(?!\(\(\) =>)(?:const |export )*(\w*).*=> \{$")
CLASS = re.compile(r"^(?:export )?(?:default )?class (\w+)")
HTML = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function")
#: What browsers have only on pages that came by TLS or from this machine; a tablet may reach a shop otherwise.
SECURE_ONLY = ("randomUUID(", "crypto.subtle", "navigator.clipboard", "navigator.serviceWorker")
COLOUR = re.compile(r"#(?:[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b|\b(?:rgb|hsl)a?\(", re.IGNORECASE)
#: In a script a name may begin like a colour (`#add`), so only a text is one.
COLOUR_TEXT = re.compile(rf"['\"`](?:{COLOUR.pattern})", re.IGNORECASE)
WIDTH_OF_SCREEN = re.compile(r"@media[^{]*\b(?:width|height)\b")

Check = Callable[[str, str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class BrowserRule:
    """A rule for one kind of file. ``counter_example`` (path, text) must break it and ``example`` must not."""

    name: str
    suffixes: tuple[str, ...]
    check: Check
    counter_example: tuple[str, str]
    example: tuple[str, str]

    def problems(self, path: str, text: str) -> list[str]:
        if not path.endswith(self.suffixes):
            return []
        return [f"{path}: {problem}" for problem in self.check(path, text)]


def long_files(_path: str, text: str) -> Iterator[str]:
    count = len(text.splitlines())
    if count > FILE_LINES_MAX:
        yield f"the file has {count} lines"


def functions(text: str) -> Iterator[tuple[str, int]]:
    """Name and lines of each function, method and arrow function with a block, by the indentation of its end."""
    lines = text.splitlines()
    for first, line in enumerate(lines):
        found = FUNCTION.match(line) or METHOD.match(line) or ARROW.match(line)
        if not found:
            continue
        end = f"{found[1]}}}"
        last = next((i for i in range(first + 1, len(lines)) if lines[i].startswith(end)), len(lines) - 1)
        yield found[2] or "a function", last - first + 1


def long_functions(_path: str, text: str) -> Iterator[str]:
    for name, count in functions(text):
        if count > FUNCTION_LINES_MAX:
            yield f"{name} has {count} lines"


def big_classes(_path: str, text: str) -> Iterator[str]:
    methods: dict[str, set[str]] = {}
    current = ""
    for line in text.splitlines():
        if found := CLASS.match(line):
            current = found[1]
        elif line == "}":
            current = ""
        elif current and (found := METHOD.match(line)) and found[1] == "  " and not found[2].startswith("#"):
            methods.setdefault(current, set()).add(found[2])
    for name, public in methods.items():
        if len(public - {"constructor"}) > PUBLIC_METHODS_MAX:
            yield f"{name} has {len(public - {'constructor'})} public methods"


def html_that_is_parsed(_path: str, text: str) -> Iterator[str]:
    yield from (f"uses {way}: a product's name could hold markup" for way in HTML if way in text)


def what_needs_a_secure_page(_path: str, text: str) -> Iterator[str]:
    yield from (f"uses {each}, which a page without TLS does not have" for each in SECURE_ONLY if each in text)


def resolved(path: str, target: str) -> str:
    """The file that ``target`` means in ``path``: `./b.js` in `x/a.js` is `x/b.js`."""
    parts = path.split("/")[:-1]
    for part in target.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def folder_of(path: str) -> str:
    """The folder of the client that holds ``path``; empty for what lies beside the folders."""
    inside = path.removeprefix(CLIENT)
    return inside.split("/")[0] if "/" in inside else ""


def imports_against_the_direction(path: str, text: str) -> Iterator[str]:
    if not path.startswith(CLIENT):
        return
    allowed = MAY_IMPORT.get(folder_of(path), set())
    for target in IMPORT.findall(text):
        if folder_of(resolved(path, target)) not in allowed:
            yield f"imports {target}"


def fixed_colours(path: str, text: str) -> Iterator[str]:
    pattern = COLOUR_TEXT if path.endswith(".js") else COLOUR
    if path not in {TOKENS, PAGE_TOKENS, PAGE_ACCENTS}:
        yield from (f"{colour} is outside the tokens" for colour in pattern.findall(COMMENT.sub("", text)))


def questions_about_the_screen(_path: str, text: str) -> Iterator[str]:
    if WIDTH_OF_SCREEN.search(COMMENT.sub("", text)):
        yield "asks how large the screen is, not how much room the part has (@container)"


def cycles(files: dict[str, str]) -> list[str]:
    """Files that import themselves by way of others; types alone make no cycle."""
    targets = {path: {resolved(path, each) for each in RUN_IMPORT.findall(text)} for path, text in files.items()}

    def reaches(start: str) -> bool:
        waiting, seen = list(targets[start]), set[str]()
        while waiting:
            path = waiting.pop()
            if path == start:
                return True
            if path not in seen:
                seen.add(path)
                waiting.extend(targets.get(path, ()))
        return False

    return [path for path in sorted(files) if reaches(path)]


def _class_of(count: int) -> str:
    return "class Hub {\n" + "".join(f"  act{i}() {{\n  }}\n" for i in range(count)) + "}\n"


RULES = (
    BrowserRule(
        "files are short",
        (".js", ".css"),
        long_files,
        (f"{CLIENT}a.js", "x();\n" * (FILE_LINES_MAX + 1)),
        (f"{CLIENT}a.js", "x();\n" * FILE_LINES_MAX),
    ),
    BrowserRule(
        "functions are short",
        (".js",),
        long_functions,
        (f"{CLIENT}a.js", "class A {\n  #act() {\n" + "    x();\n" * FUNCTION_LINES_MAX + "  }\n}\n"),
        (f"{CLIENT}a.js", "const act = () => {\n" + "  x();\n" * (FUNCTION_LINES_MAX - 2) + "};\n"),
    ),
    BrowserRule(
        "no class is a hub",
        (".js",),
        big_classes,
        (f"{CLIENT}a.js", _class_of(PUBLIC_METHODS_MAX + 1)),
        (f"{CLIENT}a.js", _class_of(PUBLIC_METHODS_MAX)),
    ),
    BrowserRule(
        "text is never parsed as HTML",
        (".js",),
        html_that_is_parsed,
        (f"{CLIENT}a.js", "row.innerHTML = product.name;\n"),
        (f"{CLIENT}a.js", "row.textContent = product.name;\n"),
    ),
    BrowserRule(
        "nothing needs a secure page",
        (".js",),
        what_needs_a_secure_page,
        (f"{CLIENT}a.js", "const key = crypto.randomUUID();\n"),
        (f"{CLIENT}a.js", "const bytes = crypto.getRandomValues(new Uint8Array(16));\n"),
    ),
    BrowserRule(
        "folders import in one direction",
        (".js",),
        imports_against_the_direction,
        (f"{CLIENT}model/a.js", "/** @typedef {import('../view/b.js').Row} Row */\n"),
        (f"{CLIENT}view/dialogs/a.js", "import { sum } from '../../model/b.js';\nimport { h } from '../dom.js';\n"),
    ),
    BrowserRule(
        "colours are tokens",
        (".css", ".js"),
        fixed_colours,
        (f"{CLIENT}style/a.css", ".key { color: #fff; }\n"),
        (f"{CLIENT}style/a.css", "/* #fff */ .key { color: var(--ink); }\n"),
    ),
    BrowserRule(
        "a part asks for its own room",
        (".css",),
        questions_about_the_screen,
        (f"{CLIENT}style/a.css", "@media (max-width: 600px) { .key { color: red; } }\n"),
        (f"{CLIENT}style/a.css", "@media (prefers-reduced-motion: reduce) { .key { color: red; } }\n"),
    ),
)
