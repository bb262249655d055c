"""The page ``docs/errors.md``, made from the errors themselves: ``make docs`` writes it, a test compares it."""

from __future__ import annotations

from tests.architecture.error_codes import KINDS, ErrorClass, error_classes
from tests.architecture.source_tree import ROOT

PAGE = ROOT / "docs" / "errors.md"
WHO_ACTS = {
    "Refused": "The operator or the customer does something else. Asking again gives the same answer.",
    "Unavailable": "Something outside is not there right now. The same request may work later.",
    "Broken": "Our own mistake or damaged data: a developer must look.",
}
HEAD = """# Error codes

Made from the code by `make docs`; do not edit. Every error that Kassa raises on purpose has a stable code. Programs and
tests name the code; people read the message, which states what is wrong, that nothing was lost, and what to do next.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for kind in KINDS:
        rows = [_row(error) for error in error_classes() if error.kind == kind]
        parts.append(f"\n## {kind}\n\n{WHO_ACTS[kind]}\n\n| code | when | where |\n|---|---|---|\n" + "".join(rows))
    return "".join(parts)


def _row(error: ErrorClass) -> str:
    when = " ".join(error.summary.split("\n\n")[0].split()).replace("``", "`").replace("|", "\\|")
    return f"| `{error.code}` | {when} | `{error.path}` |\n"


if __name__ == "__main__":
    PAGE.write_text(page())
    print(f"wrote {PAGE.relative_to(ROOT)}: {len(error_classes())} errors")  # noqa: T201
