"""Every row of a signed journal belongs to a commit that its device signed; anything else is found."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from models.journal_signature import SignedRow, commit_text, endorsement_text, find_signature_faults, used_keys

DEVICE = 7


def sign(key: str, text: str) -> str:
    """A signature that anybody can check and, for the test, only this function makes."""
    return f"{key}|{text}"


def is_signed_by(key: str, text: str, signature: str) -> bool:
    return signature == sign(key, text)


def signed_journal(sizes: list[int], key: str = "first") -> tuple[list[SignedRow], int]:
    """Commits of so many rows each, the first of which introduces the key; gives the rows with a signature or a key."""
    rows, last = [], 0
    for number, size in enumerate(sizes):
        first, last = last + 1, last + size
        new_key = key if number == 0 else None
        if new_key is not None and size > 1:
            rows.append(SignedRow(first, f"h{first}", None, new_key))
            new_key = None
        rows.append(SignedRow(last, f"h{last}", sign(key, commit_text(DEVICE, first, last, f"h{last}")), new_key))
    return rows, last


def faults(rows: list[SignedRow], last: int) -> list[int]:
    return [fault.seq for fault in find_signature_faults(rows, DEVICE, last, is_signed_by)]


commits = st.lists(st.integers(1, 4), min_size=1, max_size=8)


@given(commits)
def test_every_commit_signed_is_sound(sizes: list[int]) -> None:
    assert faults(*signed_journal(sizes)) == []


@given(commits, st.data())
def test_a_hash_that_was_calculated_anew_is_not_signed(sizes: list[int], data: st.DataObject) -> None:
    rows, last = signed_journal(sizes)
    place = data.draw(st.sampled_from([n for n, row in enumerate(rows) if row.signature]))
    rows[place] = replace(rows[place], hash="forged")
    assert faults(rows, last) == [rows[place].seq]


@given(commits, st.data())
def test_a_commit_cannot_be_joined_to_the_next(sizes: list[int], data: st.DataObject) -> None:
    """Rows that lost their signature are not covered by who commits after them."""
    rows, last = signed_journal([*sizes, 1])
    place = data.draw(st.sampled_from([n for n, row in enumerate(rows[:-1]) if row.signature]))
    rows[place] = replace(rows[place], signature=None)
    following = next(row.seq for row in rows[place + 1 :] if row.signature)
    assert faults(rows, last) == [following]


@given(commits, st.integers(1, 3))
def test_rows_after_the_last_signature_are_named(sizes: list[int], more: int) -> None:
    rows, last = signed_journal(sizes)
    assert faults(rows, last + more) == [last + 1]


def test_what_was_written_before_there_were_keys_needs_no_signature_and_may_have_none() -> None:
    introduced = SignedRow(11, "h11", sign("key", commit_text(DEVICE, 11, 11, "h11")), "key")
    assert faults([introduced], 11) == []
    assert faults([], 10) == []
    assert faults([SignedRow(3, "h3", "anything"), introduced], 11) == [3]


def test_a_key_is_endorsed_only_by_the_one_before_it() -> None:
    text = endorsement_text(DEVICE, 5, "new")
    rows = [SignedRow(5, "h5", None, "new", "old", sign(by, text)) for by in ("old", "new")]
    assert [used_keys([row], DEVICE, is_signed_by)[0].endorsed for row in rows] == [True, False]
    assert not used_keys([replace(rows[0], seq=6)], DEVICE, is_signed_by)[0].endorsed
    assert not used_keys([replace(rows[0], endorsement=None)], DEVICE, is_signed_by)[0].endorsed
