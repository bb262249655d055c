"""What a commit's message must be: read by somebody who was not there."""

from __future__ import annotations

import re

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
