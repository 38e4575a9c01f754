"""Drop web pages of which C4's cleaning would leave nothing."""

from pipelines.core.rules import Rules, Within
from pipelines.filters import Filter

WEB = True
"""Made for web pages: sound short answers and code fall through."""

# Raffel et al. 2020 (JMLR 21/140), section 2.2: of a page only lines are kept that
#   end with . ! ? or a quotation mark, have at least 5 words, do not mention JavaScript, terms of use, privacy or
#   cookie policies or the use of cookies;
# and only pages that have at least 3 sentences in such lines, no curly bracket and no "lorem ipsum".


def c4(*, min_sentences: int = 3, line_words: int = 5, max_curly_brackets: int = 0, max_lorem_ipsum: int = 0) -> Filter:
    """Keep web pages with enough sentences in lines that C4 keeps (Raffel et al. 2020), without code and filler.

    C4 also deletes the other lines, pages with a word from a list of bad ones, and what is not English; this filter
    does not.

    Args:
        min_sentences: Fewest sentences in the lines that C4 keeps.
        line_words: Fewest words of a line that C4 keeps.
        max_curly_brackets: Most opening curly brackets.
        max_lorem_ipsum: Most lines with the words lorem ipsum.
    """
    says = "sentences in lines that C4 keeps"
    return Rules(
        {"text": {} if line_words == 5 else {"line_words": line_words}},
        [
            Within("lorem_ipsum", "text.lorem_ipsum_lines", "lines with lorem ipsum", high=max_lorem_ipsum),
            Within("curly_brackets", "text.curly_brackets", "curly brackets", high=max_curly_brackets),
            Within("sentences", "text.c4_sentences", says, low=min_sentences),
        ],
    )
