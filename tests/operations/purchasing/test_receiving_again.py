"""A delivery that is sent again is answered as it was the first time, whatever the goods have become meanwhile."""

from __future__ import annotations

import pytest

from models.purchasing.arrival import LotMissing
from store.database.engine import Store
from tests.builders import small_shop
from tests.operations.stock.test_lots import check_whole, deliver, has, with_lots


def test_a_delivery_of_before_the_goods_had_lots_is_answered_again_as_it_was(sqlite_store: Store) -> None:
    deliver(small_shop(sqlite_store), None, 3, key="twice")
    with_lots(sqlite_store)
    deliver(sqlite_store, None, 3, key="twice")
    with pytest.raises(LotMissing):
        deliver(sqlite_store, None, 3, key="another")
    assert has(sqlite_store) == {"": 3}
    check_whole(sqlite_store)
