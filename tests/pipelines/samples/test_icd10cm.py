"""The demonstration data: what the manifest declares is what the file holds."""

import json
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import ftfy
import pytest

from pipelines.core.errors import VerilodeError
from pipelines.samples import SAMPLES
from pipelines.samples._icd_titles import CHAPTERS, titles
from pipelines.samples._likeness import likeness
from pipelines.sources.jsonl import jsonl

SMALL = {"per_category": 1, "categories": 40, "broken_lines": 2, "junk": 2}


def write(folder: Path, **options: object) -> tuple[list[dict[str, str]], list[str], dict]:
    """The readable rows, the reasons of the unreadable ones and the manifest of one written sample."""
    SAMPLES.build("icd10cm", options)(folder)
    pieces = list(jsonl()(folder / "icd10cm.jsonl"))
    rows = [piece.values for piece in pieces if hasattr(piece, "values")]
    reasons = [piece.reason for piece in pieces if hasattr(piece, "reason")]
    return rows, reasons, json.loads((folder / "manifest.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, str]], list[str], dict]:
    return write(tmp_path_factory.mktemp("default"))


def kinds(row: dict[str, str]) -> list[str]:
    return row["dirt"].split("+")


def test_the_default_sample_has_some_six_thousand_lines_and_every_chapter(default):
    rows, reasons, manifest = default
    assert 5500 <= manifest["lines"] <= 6500
    assert {row["truth"] for row in rows if row["truth"]} == set(CHAPTERS)
    assert len(rows) + len(reasons) == manifest["lines"]


def test_the_manifest_counts_every_kind_of_dirt(default):
    rows, _, manifest = default
    counted = Counter(kind for row in rows for kind in kinds(row))
    assert counted == {**manifest["dirt"], "": manifest["clean"]}
    assert len(rows) == manifest["rows"]
    assert manifest["dirt"]["junk"] == 20


def test_shares_are_of_the_clean_titles(default):
    rows, _, manifest = default
    titles_taken = sum(not {"duplicate", "retyped", "junk"} & set(kinds(row)) for row in rows)
    copies = round(0.08 * titles_taken)
    assert (manifest["dirt"]["duplicate"], manifest["dirt"]["retyped"]) == (copies, copies)


def test_every_broken_line_is_refused_by_the_reader(default):
    _, reasons, manifest = default
    assert Counter(reasons) == {"bad_json": 6, "not_utf8": 3, "nan_or_infinity": 3}
    assert manifest["broken"] == {"truncated": 3, "not_utf8": 3, "nan": 3, "plain_text": 3}


def test_a_chapter_is_wrong_exactly_where_the_dirt_says_so(default):
    for row in default[0]:
        if row["truth"]:
            assert (row["chapter"] != row["truth"]) == ("wrong_label" in kinds(row)), row


def test_half_of_the_wrong_labels_or_more_are_neighbouring_chapters(default):
    wrong = [row for row in default[0] if row["dirt"] == "wrong_label"]
    near = sum(abs(CHAPTERS.index(r["chapter"]) - CHAPTERS.index(r["truth"])) == 1 for r in wrong)
    assert 0.45 < near / len(wrong) < 0.75


def test_a_duplicate_equals_another_row_in_everything_but_its_dirt(default):
    content = Counter((row["title"], row["code"], row["chapter"]) for row in default[0])
    assert all(content[r["title"], r["code"], r["chapter"]] > 1 for r in default[0] if "duplicate" in kinds(r))


def test_a_retyped_title_is_a_near_copy_and_not_an_exact_one(default):
    originals: dict[str, list[str]] = {}
    for row in default[0]:
        if not {"retyped", "junk"} & set(kinds(row)):
            originals.setdefault(row["code"], []).append(row["title"])
    for row in default[0]:
        if "retyped" in kinds(row):
            nearest = max(likeness(row["title"], title) for title in originals[row["code"]])
            assert nearest >= 0.8 and row["title"] not in originals[row["code"]], row


def test_damaged_titles_can_be_repaired(default):
    damaged = [row["title"] for row in default[0] if "damaged" in kinds(row)]
    repaired = [ftfy.fix_encoding(title) for title in damaged]
    assert len(damaged) > 100
    assert not [title for title, fixed in zip(damaged, repaired, strict=True) if title == fixed or "â" in fixed]


def test_equal_options_give_equal_bytes_and_another_seed_does_not(tmp_path):
    for name, seed in [("one", 3), ("two", 3), ("other", 4)]:
        write(tmp_path / name, seed=seed, **SMALL)
    one, two, other = ((tmp_path / name / "icd10cm.jsonl").read_bytes() for name in ("one", "two", "other"))
    assert one == two != other


def test_without_dirt_every_line_is_clean(tmp_path):
    none = {
        "duplicates": 0.0,
        "retyped": 0.0,
        "damaged": 0.0,
        "wrong_labels": 0.0,
        "broken_lines": 0,
        "junk": 0,
    }
    rows, reasons, manifest = write(tmp_path, per_category=1, categories=30, **none)
    assert {row["dirt"] for row in rows} == {""}
    assert (reasons, manifest["clean"]) == ([], 30)


def test_more_of_one_kind_leaves_the_others_where_they_are(tmp_path):
    few = write(tmp_path / "few", **SMALL)[0]
    many = write(tmp_path / "many", **SMALL | {"junk": 9})[0]
    assert len(many) == len(few) + 7
    assert all(row in many for row in few if row["dirt"] != "junk")


@pytest.mark.parametrize(
    ("option", "value", "wanted"),
    [("duplicates", 1.5, "a share from 0 to 1"), ("junk", -1, "0 or more"), ("categories", 0, "1 or more")],
)
def test_an_option_out_of_range_is_one_line(option, value, wanted):
    with pytest.raises(VerilodeError, match=f"option '{option}' is {value}, wanted {wanted}"):
        SAMPLES.build("icd10cm", {option: value})


def test_no_two_titles_of_a_category_say_the_same_for_another_side_or_encounter():
    found = titles(per_category=3, categories=200, seed=11)
    for i, left in enumerate(found):
        for right in found[i + 1 :]:
            if left.category == right.category:
                assert likeness(left.title.lower(), right.title.lower()) < 0.6


@pytest.mark.skipif(version("simple_icd_10_cm") != "1.5.0", reason="another release has other titles")
def test_the_bundled_sample_is_what_the_generator_writes(repo_root, tmp_path):
    write(tmp_path, **SMALL)
    assert (tmp_path / "icd10cm.jsonl").read_bytes() == (repo_root / "data/medical-sample.jsonl").read_bytes()


def test_the_registry_lists_the_sample_without_loading_the_classification():
    known_before = "simple_icd_10_cm" in sys.modules
    assert "icd10cm" in SAMPLES.names()
    assert ("simple_icd_10_cm" in sys.modules) == known_before
