"""Clusters as the page reads them: the largest first, the kept record apart, the least alike first."""

import pytest

from app.views.duplicates import cluster_detail, copy_rule, largest_clusters
from pipelines.store.project import Project
from tests.fakes.sifted import sifted


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return sifted(tmp_path_factory.mktemp("sifted") / "project")


def test_the_largest_come_first_and_all_are_counted(project: Project) -> None:
    found = largest_clusters(project, 3)
    assert [cluster.records for cluster in found.largest] == [8, 2, 2]
    assert (found.clusters, found.copies) == (7, 13)


def test_a_chain_is_known_by_its_least_similar_member(project: Project) -> None:
    chain, pair, _ = largest_clusters(project, 3).largest
    assert (round(chain.least, 3), chain.chained, pair.chained) == (round(4 / 11, 3), True, False)


def test_one_cluster_from_inside(project: Project) -> None:
    detail = cluster_detail(project, largest_clusters(project, 3).largest[0], 2)
    assert detail.links == 3
    assert detail.kept.text.endswith("n12")
    assert [member.text.split()[-1] for member in detail.dropped] == ["n5", "n6"]
    assert detail.dropped[0].place == "rows.jsonl, line 5"
    (added,) = detail.dropped[0].difference.right
    assert detail.kept.text[slice(*added)] == "n6 n7 n8 n9 n10 n11 n12"


def test_a_preset_is_spelled_out() -> None:
    rule = copy_rule({"preset": "contained", "ngram": 7, "keep": "newest"})
    assert (rule.measure, rule.ngram, rule.link) == ("containment", 7, "chain")
