"""On PostgreSQL the check finds what somebody made weaker without a new name: defaults, indexes, keys, conditions."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from store import invariants
from store.database.engine import Store
from store.invariants.server_definitions import words_of_condition
from tests.builders import small_shop

#: What somebody does, and the object that is named.
CHANGES = {
    "ALTER TABLE payment_attempt ALTER COLUMN applied SET DEFAULT true": "default payment_attempt.applied",
    "ALTER TABLE payment_attempt ALTER COLUMN reason DROP DEFAULT": "default payment_attempt.reason",
    "ALTER TABLE product ALTER COLUMN sku SET DEFAULT 'X'": "default product.sku",
    "DROP INDEX ux_payment_attempt_open_basket; CREATE INDEX ux_payment_attempt_open_basket ON payment_attempt "
    "(basket_id)": "index ux_payment_attempt_open_basket",
    "DROP INDEX ux_payment_attempt_open_basket; CREATE UNIQUE INDEX ux_payment_attempt_open_basket ON payment_attempt "
    "(basket_id) WHERE state = 'created'": "index ux_payment_attempt_open_basket",
    "ALTER TABLE payout DROP CONSTRAINT ck_payout_sums; "
    "ALTER TABLE payout ADD CONSTRAINT ck_payout_sums CHECK (true)": "check ck_payout_sums",
    "ALTER TABLE payout DROP CONSTRAINT uq_payout_reference; "
    "ALTER TABLE payout ADD CONSTRAINT uq_payout_reference UNIQUE (reference, day)": "index uq_payout_reference",
    "ALTER TABLE session DROP CONSTRAINT fk_session_operator; ALTER TABLE session ADD CONSTRAINT fk_session_operator "
    "FOREIGN KEY (operator) REFERENCES operator(code) ON DELETE CASCADE": "key session FOREIGN KEY (operator)",
    "ALTER TABLE session DROP CONSTRAINT fk_session_operator": "key session FOREIGN KEY (operator)",
}


def test_whatever_was_made_weaker_is_found_and_a_shop_as_it_was_made_is_sound(postgres_store: Store) -> None:
    small_shop(postgres_store)
    with postgres_store.view() as view:
        assert "\n".join(map(str, invariants.check_all(view))) == ""
    for change, name in CHANGES.items():
        with postgres_store.transaction() as tx:
            before = tx.begin_nested()
            tx.execute(sa.text(change))
            found = [str(each) for each in invariants.check_all(tx)]
            before.rollback()
        assert len(found) == 1, (change, found)
        assert found[0].startswith(f"C4: {name} "), (change, found)


@pytest.mark.parametrize(
    ("ours", "of_server"),
    [
        ("amount_minor > 0", "CHECK (amount_minor > 0)"),
        ("kind = 'a' AND n <> -1", "CHECK (((kind)::text = 'a'::text) AND (n <> '-1'::integer))".replace("'-1'", "-1")),
        ("a IN ('x', 'y')", "((a)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))"),
    ],
)
def test_a_condition_is_the_same_in_the_words_of_the_server(ours: str, of_server: str) -> None:
    assert words_of_condition(ours) == words_of_condition(of_server)
    assert words_of_condition(ours) != words_of_condition("CHECK (true)")
