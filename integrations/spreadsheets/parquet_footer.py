"""How much a Parquet file unpacks to, by its footer, before anything of it is unpacked.

Source: the Parquet format (FileMetaData, RowGroup, ColumnMetaData) in the compact protocol of Thrift.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: A footer is a list of columns and row groups; a larger one describes no list of a shop.
FOOTER_BYTES_MAX = 32_000_000
_END_BYTES, _DEPTH_MAX, _LONG_LIST, _SHIFT_MAX = 8, 12, 15, 63
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _STRUCT = 1, 2, 3, 7, 8, 12
_WHOLE_NUMBERS, _LISTS = (4, 5, 6), (9, 10)
#: Numbers of the fields that matter.
_ROW_GROUPS, _COLUMNS, _META, _UNPACKED = 4, 1, 3, 6


def unpacked_bytes(path: Path) -> int:
    """The size of all columns before compression; raises :class:`ValueError` for a footer that cannot be read."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _END_BYTES))
        end = file.read(_END_BYTES)
        length = int.from_bytes(end[:4], "little")
        if end[4:] != b"PAR1" or not 0 < length <= min(size - _END_BYTES, FOOTER_BYTES_MAX):
            raise ValueError("no footer")
        file.seek(size - _END_BYTES - length)
        footer = _Compact(file.read(length)).struct()
    return sum(_of_group(group) for group in footer.get(_ROW_GROUPS, ()))


def _of_group(group: Mapping[int, Any]) -> int:
    metas = (column.get(_META, {}) for column in group.get(_COLUMNS, ()))
    return sum(meta.get(_UNPACKED, 0) for meta in metas)


class _Compact:
    """Reads values of Thrift's compact protocol; a structure becomes its values by field number."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """A structure up to its end."""
        if depth > _DEPTH_MAX:
            raise ValueError("too deep")
        found: dict[int, Any] = {}
        field = 0
        while (head := self._byte()) != 0:
            field = field + (head >> 4) if head >> 4 else self._signed()
            kind = head & 0x0F
            found[field] = kind == _TRUE if kind in {_TRUE, _FALSE} else self._value(kind, depth)
        return found

    def _value(self, kind: int, depth: int) -> Any:
        if kind in _WHOLE_NUMBERS:
            return self._signed()
        if kind == _BINARY:
            return self._skip(self._unsigned())
        if kind in _LISTS:
            return self._list(depth)
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind == _DOUBLE:
            return self._skip(8)
        if kind in {_TRUE, _FALSE, _BYTE}:
            return self._byte()
        raise ValueError("unknown value")

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        count = head >> 4 if head >> 4 != _LONG_LIST else self._unsigned()
        if count > len(self._data):
            raise ValueError("a list longer than its file")
        return [self._value(head & 0x0F, depth) for _ in range(count)]

    def _byte(self) -> int:
        if self._at >= len(self._data):
            raise ValueError("ends too early")
        self._at += 1
        return self._data[self._at - 1]

    def _unsigned(self) -> int:
        value = shift = 0
        while (byte := self._byte()) & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
            if shift > _SHIFT_MAX:
                raise ValueError("a number without end")
        return value | byte << shift

    def _signed(self) -> int:
        value = self._unsigned()
        return (value >> 1) ^ -(value & 1)

    def _skip(self, count: int) -> None:
        self._at += count
