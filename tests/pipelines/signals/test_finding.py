"""Findings that overlap become one that covers them all."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.signals._finding import Finding, apart

ORDER = ("card", "phone", "url")


def test_findings_that_only_touch_stay_two() -> None:
    assert apart([Finding(4, 8, "phone"), Finding(0, 4, "card")], ORDER) == [
        Finding(0, 4, "card"),
        Finding(4, 8, "phone"),
    ]


def test_the_longest_names_the_whole() -> None:
    assert apart([Finding(0, 5, "card"), Finding(3, 12, "url")], ORDER) == [Finding(0, 12, "url")]


def test_of_two_equally_long_ones_the_surer_kind_names_them() -> None:
    assert apart([Finding(0, 5, "phone"), Finding(0, 5, "card")], ORDER) == [Finding(0, 5, "card")]


def test_a_chain_is_one() -> None:
    chain = [Finding(0, 4, "card"), Finding(3, 8, "phone"), Finding(7, 9, "url")]
    assert apart(chain, ORDER) == [Finding(0, 9, "phone")]


FINDINGS = st.lists(
    st.builds(
        lambda start, size, kind: Finding(start, start + size, kind),
        st.integers(0, 30),
        st.integers(1, 9),
        st.sampled_from(ORDER),
    )
)


@given(FINDINGS)
def test_every_found_character_is_covered_once_and_no_other(findings: list[Finding]) -> None:
    covered = [place for found in apart(findings, ORDER) for place in range(found.start, found.end)]
    assert covered == sorted({place for found in findings for place in range(found.start, found.end)})
