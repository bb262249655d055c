"""A chain shows every change to it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from models.journal import ChainHead, Happening, JournalKind, JournalRow, canonical, chain, find_break

DEVICE = 7
START = ChainHead(0, "")
happenings = st.builds(
    Happening,
    st.sampled_from(JournalKind),
    st.integers(0, 2**50),
    st.text(max_size=40).map(lambda t: canonical({"t": t})),
)
chains = st.lists(happenings, min_size=1, max_size=12).map(lambda made: chain(DEVICE, START, made))


def head_of(rows: list[JournalRow]) -> ChainHead:
    return ChainHead(rows[-1].seq, rows[-1].hash)


@given(chains)
def test_an_untouched_chain_verifies(rows: list[JournalRow]) -> None:
    assert find_break(rows, DEVICE, head_of(rows)) is None


@given(chains, st.lists(happenings, max_size=5))
def test_a_chain_can_be_continued_from_its_head(rows: list[JournalRow], more: list[Happening]) -> None:
    longer = rows + chain(DEVICE, head_of(rows), more)
    assert find_break(longer, DEVICE, head_of(longer)) is None


@given(chains, st.data())
def test_a_changed_field_is_found_and_its_row_named(rows: list[JournalRow], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    row = rows[place]
    changed = data.draw(
        st.sampled_from(
            [
                replace(row, at_micros=row.at_micros + 1),
                replace(row, kind=row.kind + "x"),
                replace(row, payload=row.payload + " "),
                replace(row, hash=row.hash[:-1] + ("0" if row.hash[-1] != "0" else "1")),
            ]
        )
    )
    broken = find_break([*rows[:place], changed, *rows[place + 1 :]], DEVICE, head_of(rows))
    assert broken is not None
    assert broken.seq == row.seq


@given(chains, st.data())
def test_a_missing_row_is_found_and_named_even_at_the_end(rows: list[JournalRow], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    broken = find_break(rows[:place] + rows[place + 1 :], DEVICE, head_of(rows))
    assert broken is not None
    assert broken.seq == rows[place].seq


@given(chains, happenings)
def test_a_row_added_behind_the_devices_back_is_found(rows: list[JournalRow], more: Happening) -> None:
    forged = rows + chain(DEVICE, head_of(rows), [more])
    broken = find_break(forged, DEVICE, head_of(rows))
    assert broken is not None
    assert broken.seq == forged[-1].seq


@given(chains)
def test_the_chain_of_another_device_does_not_pass(rows: list[JournalRow]) -> None:
    assert find_break(rows, DEVICE + 1, head_of(rows)) is not None


def test_canonical_json_does_not_depend_on_order() -> None:
    assert canonical({"b": 1, "a": "å"}) == canonical({"a": "å", "b": 1}) == '{"a":"å","b":1}'
