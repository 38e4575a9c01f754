"""Drop web pages that do not look like prose, by the rules of Gopher."""

from pipelines.core.rules import Rules, Within
from pipelines.filters import Filter

WEB = True
"""Made for web pages: sound instruction data, short answers and code fall through."""

# Rae et al. 2021 (arXiv 2112.11446), appendix A.1.1: a page is kept with
#   50 to 100,000 words                       mean word length 3 to 10 characters
#   hash signs / words at most 0.1            ellipses / words at most 0.1
#   lines that begin with a bullet at most 90 %   lines that end with an ellipsis at most 30 %
#   words with a letter at least 80 %         at least 2 of: the, be, to, of, and, that, have, with


def gopher_quality(
    *,
    min_words: int = 50,
    max_words: int = 100_000,
    min_word_length: float = 3,
    max_word_length: float = 10,
    max_hash_ratio: float = 0.1,
    max_ellipsis_ratio: float = 0.1,
    max_bullet_lines: float = 0.9,
    max_ellipsis_lines: float = 0.3,
    min_letter_words: float = 0.8,
    min_stop_words: int = 2,
    stop_words: list[str] | None = None,
) -> Filter:
    """Keep web pages of plausible length, words and lines, as Gopher does (Rae et al. 2021).

    Args:
        min_words: Fewest words, signs not counted.
        max_words: Most words.
        min_word_length: Smallest mean length of a word in characters.
        max_word_length: Largest mean length of a word in characters.
        max_hash_ratio: Most hash signs for each word or sign.
        max_ellipsis_ratio: Most ellipses for each word or sign.
        max_bullet_lines: Largest share of lines that begin with a bullet.
        max_ellipsis_lines: Largest share of lines that end with an ellipsis.
        min_letter_words: Smallest share of words and signs that hold a letter.
        min_stop_words: Fewest different stop words.
        stop_words: The stop words, compared as written; nothing for Gopher's eight English ones.
    """
    return Rules(
        {"text": {} if stop_words is None else {"stop_words": stop_words}},
        [
            Within("words", "text.words", "words", low=min_words, high=max_words),
            Within(
                *("word_length", "text.mean_word_length", "characters in a word on average"),
                low=min_word_length,
                high=max_word_length,
            ),
            _share("hashes", "hash_ratio", "as many hash signs as words", high=max_hash_ratio),
            _share("ellipses", "ellipsis_ratio", "as many ellipses as words", high=max_ellipsis_ratio),
            _share("bullet_lines", "bullet_line_share", "of its lines begin with a bullet", high=max_bullet_lines),
            _share(
                "ellipsis_lines", "ellipsis_line_share", "of its lines end with an ellipsis", high=max_ellipsis_lines
            ),
            _share("letter_words", "letter_word_share", "of its words hold a letter", low=min_letter_words),
            Within("stop_words", "text.stop_words", "different stop words", low=min_stop_words),
        ],
    )


def _share(name: str, column: str, says: str, high: float | None = None, low: float | None = None) -> Within:
    return Within(name, f"text.{column}", says, low=low, high=high, share=True)
