"""Keys lie in a folder of their own that only the shop's account reads; what was committed last is remembered there."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from models.anchor import AnchoredHead
from store.signing.ed25519 import PrivateKey, is_signed_by
from store.signing.key_ring import KeyRing, KeysUnavailable


def test_a_key_signs_what_it_says_and_nothing_else() -> None:
    key, other = PrivateKey.generate(), PrivateKey.generate()
    signature = key.sign("text")
    assert is_signed_by(key.public_key, "text", signature)
    wrong = [(other.public_key, "text", signature), (key.public_key, "Text", signature)]
    wrong += [(key.public_key, "text", other.sign("text")), ("no key", "text", signature)]
    wrong += [(key.public_key, "text", "å"), (key.public_key, "text", ""), ("", "text", signature)]
    assert not any(is_signed_by(*each) for each in wrong)


def test_a_private_key_is_read_by_its_owner_only_and_found_again(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    key = KeyRing(folder).add_key(1)
    (file,) = folder.glob("*.pem")
    assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(file.stat().st_mode)) == (0o700, 0o600)
    again = KeyRing(folder)
    found, newest = again.private_key(key.public_key), again.newest_key(1)
    assert found is not None
    assert newest is not None
    assert is_signed_by(key.public_key, "text", found.sign("text"))
    assert newest.public_key == key.public_key
    assert again.newest_key(2) is None
    assert again.private_key(PrivateKey.generate().public_key) is None


def test_known_are_our_own_keys_and_those_that_were_accepted(tmp_path: Path) -> None:
    ring, foreign = KeyRing(tmp_path / "keys"), PrivateKey.generate().public_key
    assert ring.known_keys() == frozenset()
    own = ring.add_key(1).public_key
    ring.accept(foreign)
    assert ring.known_keys() == {own, foreign}


def test_the_last_head_of_each_device_is_remembered_until_it_is_set_anew(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys")
    for seq in (9, 10_000, 3):
        ring.heads.remember(AnchoredHead(1, seq, "ab" * 32, "cd" * 32))
    ring.heads.remember(AnchoredHead(2, 7, "ef" * 32, "cd" * 32))
    heads = KeyRing(tmp_path / "keys").heads.read()
    assert [(head.device, head.seq) for head in heads] == [(1, 3), (2, 7)]
    ring.heads.replace([heads[1]])
    assert ring.heads.read() == [heads[1]]
    ring.heads.remember(heads[0])
    assert ring.heads.read() == heads
    ring.close()


def test_a_damaged_head_is_no_head(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys")
    ring.heads.remember(AnchoredHead(1, 9, "ab" * 32, "cd" * 32))
    ring.close()
    (tmp_path / "keys" / "heads" / "device-1").write_text('{"device": 1, "se')
    assert ring.heads.read() == []


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file")
    with pytest.raises(KeysUnavailable, match="keys"):
        KeyRing(tmp_path / "keys").add_key(1)
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "device-1-000000000000.pem").write_text("no key")
    with pytest.raises(KeysUnavailable, match="holds no key"):
        KeyRing(folder).newest_key(1)
