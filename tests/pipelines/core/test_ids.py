"""Content addresses: equal content has equal bytes, and nothing else has."""

import hashlib
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.core.ids import canonical_json, coin, digest, merkle_root

HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_canonical_json_sorts_keys_and_leaves_no_spaces():
    assert canonical_json({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'.encode()


def test_the_order_of_keys_does_not_count():
    assert digest({"a": 1, "b": {"c": 2, "d": 3}}) == digest({"b": {"d": 3, "c": 2}, "a": 1})


@given(JSON)
def test_canonical_json_says_the_same_and_says_it_once(value):
    raw = canonical_json(value)
    again = json.loads(raw.decode("utf-8", "surrogatepass"))
    assert again == value
    assert canonical_json(again) == raw


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {"deep": [float("-inf")]}])
def test_what_json_does_not_have_is_refused(value):
    with pytest.raises(ValueError):
        canonical_json(value)


def test_half_a_character_has_an_address_too():
    assert canonical_json("\ud800") == b'"\xed\xa0\x80"'


def test_a_digest_is_sha256_of_the_canonical_bytes():
    assert digest([]) == hashlib.sha256(b"[]").hexdigest()
    assert digest([]) == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"


def tree(leaves: list[str]) -> bytes:
    """The Merkle tree hash as RFC 6962, section 2.1 defines it: split at the largest power of two below."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0].encode()).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + tree(leaves[:half]) + tree(leaves[half:])).digest()


@given(st.lists(HEX, min_size=1, max_size=33))
def test_the_merkle_root_is_that_of_the_rfc(leaves):
    assert merkle_root(iter(leaves)) == tree(leaves).hex()


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert merkle_root([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.lists(HEX, min_size=2, max_size=9, unique=True), st.data())
def test_any_change_of_leaves_changes_the_root(leaves, data):
    root = merkle_root(leaves)
    place = data.draw(st.integers(0, len(leaves) - 1))
    other = hashlib.sha256(leaves[place].encode()).hexdigest()
    assert merkle_root([*leaves[:place], other, *leaves[place + 1 :]]) != root
    assert merkle_root(leaves[::-1]) != root
    assert merkle_root(leaves[:-1]) != root
    assert merkle_root([*leaves, leaves[-1]]) != root


def test_an_inner_node_cannot_pose_as_a_leaf():
    leaves = [digest(i) for i in range(4)]
    pairs = [merkle_root(leaves[:2]), merkle_root(leaves[2:])]
    assert merkle_root(pairs) != merkle_root(leaves)


def test_a_coin_falls_the_same_way_every_time():
    assert coin("audit", 7, "a1") == coin("audit", 7, "a1")
    assert coin("audit", 7, "a1") != coin("audit", 8, "a1")


def test_parts_of_a_coin_do_not_run_together():
    assert len({coin("ab", "c"), coin("a", "bc"), coin("abc"), coin("1"), coin(1)}) == 5


def test_a_coin_never_reaches_one(monkeypatch):
    class HighestHash:
        """A digest of nothing but ones, which no input at hand has."""

        def digest(self) -> bytes:
            return b"\xff" * 32

    monkeypatch.setattr(hashlib, "sha256", lambda raw: HighestHash())
    assert coin("any") == 1 - 2**-53


def test_coins_are_uniform():
    count = 20_000
    falls = [coin("seed", i) for i in range(count)]
    tenths = Counter(int(fall * 10) for fall in falls)
    chi_square = sum((tenths[k] - count / 10) ** 2 / (count / 10) for k in range(10))
    assert sorted(tenths) == list(range(10))
    assert chi_square < 27.9  # the 99.9 % point for 9 degrees of freedom


def test_coins_of_two_seeds_are_independent():
    both = sum(coin("a", i) < 0.3 and coin("b", i) < 0.3 for i in range(20_000))
    assert abs(both - 1800) < 4 * (20_000 * 0.09 * 0.91) ** 0.5
