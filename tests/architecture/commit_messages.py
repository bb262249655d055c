"""What a commit's message must be: read by somebody who was not there."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.architecture.source_tree import ROOT

SUBJECT_LENGTH_MAX = 70
#: First words after the area that begin a description and no instruction.
NO_VERBS = frozenset(
    """
    a an the one two three some any every each all no not what who whose which where when how why this that these those
    it its they their we our you your i he she there if for from in on of to with without after
    before and or new more less same only also
    """.split()  # noqa: SIM905 - forty words are read as a text
)
#: Words of somebody's desk, which mean nothing to a reader: drafts, machines, meetings.
WORKPLACE = re.compile(
    r"\b(?:wip|fixup|squash|tmp|todo|session|sprint|standup|ticket|jira|worktree|per request)\b|/(?:work|tmp|home)/",
    re.IGNORECASE,
)


def faults_of(message: str) -> list[str]:
    """What is wrong with a message, in words.

    >>> faults_of("stock: fold movements per location")
    []
    >>> faults_of("stock: the folding of movements")
    ["begins with 'the': name the change in the imperative"]
    """
    subject = message.partition("\n")[0]
    faults = []
    if len(subject) > SUBJECT_LENGTH_MAX:
        faults.append(f"{len(subject)} characters, at most {SUBJECT_LENGTH_MAX}")
    area, colon, change = subject.partition(": ")
    if not colon or not re.fullmatch(r"[a-z][a-z0-9_ -]*(?:, [a-z][a-z0-9_ -]*)*", area):
        faults.append("does not begin with its area, as in 'stock: …'")
    first = (change if colon else subject).partition(" ")[0].strip(",").lower()
    if first in NO_VERBS or re.fullmatch(r"\w{3,}(?:ing|ed)", first):
        faults.append(f"begins with {first!r}: name the change in the imperative")
    if subject.endswith("."):
        faults.append("ends with a full stop")
    return faults + [f"says {word!r}" for word in sorted({each[0].lower() for each in WORKPLACE.finditer(message)})]


#: The last commit before messages were checked.
CHECKED_AFTER = "9a78ac6"


def messages() -> list[str]:
    """The messages since the last tag, or since messages are checked; only the newest where the history is not here."""
    for start in (_git("describe", "--tags", "--abbrev=0", "--match", "v*").strip(), CHECKED_AFTER):
        if start and _git("merge-base", CHECKED_AFTER, start):
            log = _git("log", "--no-merges", "--format=%B%x00", f"{start}..HEAD")
            return [each.strip() for each in log.split("\0") if each.strip()]
    return [newest] if (newest := _git("log", "-1", "--format=%B").strip()) else []


def main() -> int:
    """Print what is wrong with the messages since the last release; the exit code of a check."""
    faults = {message.partition("\n")[0]: found for message in messages() if (found := faults_of(message))}
    for subject, found in faults.items():
        sys.stderr.write(f"{subject!r}: {'; '.join(found)}\n")
    return 1 if faults else 0


def _git(*words: str) -> str:
    """What git prints; empty if it fails, as it does outside of a clone."""
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    sys.exit(main())
