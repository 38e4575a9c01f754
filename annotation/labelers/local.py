"""The local labeler: a linear text model and what the file says, weighed against each other; no network."""

from dataclasses import asdict, dataclass

from annotation.labelers._learning.learner import Learner
from annotation.labelers._learning.linear import Reading, features, read, read_sets
from annotation.labelers._learning.rows import Rows
from annotation.labelers._types import Labeler
from pipelines.core.errors import VerilodeError


def local(
    *,
    use_given: bool = True,
    word_ngrams: int = 2,
    char_ngrams: int = 4,
    folds: int = 5,
    regularisation: float = 2.0,
    min_examples: int = 20,
    seed: int = 0,
) -> Labeler:
    """A text model on this machine, which learns from verified examples and from the answers of the file.

    A linear model over TF-IDF of words and letter groups scores each record out of fold: no record is judged
    by a model that saw its own answer. With given answers, their rate of error is read off the verified
    examples and the suggestion is the likeliest label after both the text and the given answer. The
    confidence is that probability, its temperature fitted on the verified examples. The model takes wrong
    given answers to be wrong at random; where they are wrong in a pattern it will repeat the pattern, which
    is for the audit to find. A label that nothing taught can never be suggested. Meant for up to a few
    hundred labels. Where any number of labels may fit, each has a model of its own against the rest, and the
    confidence is the probability that the whole set is right.

    Args:
        use_given: Learn from the answers the file already has, and weigh them in.
        word_ngrams: Longest run of words that counts as one feature.
        char_ngrams: Letters per group within a word; bridges spellings and word forms.
        folds: Models trained so that each record is judged by one that did not see its answer.
        regularisation: How strongly the model is held back from following single answers; larger is smoother.
        min_examples: Answers it must have to learn from, and verified examples it must have to calibrate on.
        seed: Another number gives other folds.
    """
    for name, value, least in (
        ("word_ngrams", word_ngrams, 1),
        ("char_ngrams", char_ngrams, 1),
        ("folds", folds, 2),
    ):
        if value < least:
            raise VerilodeError(f"labeler 'local': {name} is {value}, wanted at least {least}")
    if not regularisation > 0:
        raise VerilodeError(f"labeler 'local': regularisation is {regularisation}, wanted more than 0")
    reader = _Words(word_ngrams, char_ngrams, folds, regularisation, seed)
    settings = {"use_given": use_given, "min_examples": min_examples, **asdict(reader)}
    return Learner("local", reader, settings, use_given, min_examples)


@dataclass(frozen=True, slots=True)
class _Words:
    """A linear model over words and groups of letters."""

    word_ngrams: int
    char_ngrams: int
    folds: int
    regularisation: float
    seed: int

    def choose(self, rows: Rows, labels: int) -> Reading:
        """Margins of each label against the rest."""
        found = features(rows.texts, self.word_ngrams, self.char_ngrams)
        return read(found, rows.ids, rows.teaching, labels, self.folds, self.regularisation, self.seed)

    def sets(self, rows: Rows) -> Reading:
        """Margins of each label against its absence."""
        found = features(rows.texts, self.word_ngrams, self.char_ngrams)
        return read_sets(found, rows.ids, rows.teaching, self.folds, self.regularisation, self.seed)
