"""Drop web pages that repeat themselves, by the rules of Gopher."""

from pipelines.core.errors import VerilodeError
from pipelines.core.rules import Rules, Within
from pipelines.filters import Filter

WEB = True
"""Made for web pages: sound dialogue, lists and code fall through."""

# Rae et al. 2021 (arXiv 2112.11446), table A1, largest share:
#   lines that repeat an earlier one       0.30   characters in them   0.20
#   paragraphs that repeat an earlier one  0.30   characters in them   0.20
#   characters in the commonest run of     2 / 3 / 4 words                 0.20 / 0.18 / 0.16
#   characters in repeated runs of         5 / 6 / 7 / 8 / 9 / 10 words    0.15 / 0.14 / 0.13 / 0.12 / 0.11 / 0.10

_TOP = (0.20, 0.18, 0.16)
_REPEATED = (0.15, 0.14, 0.13, 0.12, 0.11, 0.10)


def gopher_repetition(
    *,
    max_lines: float = 0.3,
    max_line_characters: float = 0.2,
    max_paragraphs: float = 0.3,
    max_paragraph_characters: float = 0.2,
    max_top_grams: list[float] | None = None,
    max_repeated_grams: list[float] | None = None,
) -> Filter:
    """Keep web pages whose lines, paragraphs and runs of words seldom come again, as Gopher does (Rae et al. 2021).

    Args:
        max_lines: Largest share of lines that repeat an earlier one.
        max_line_characters: Largest share of characters that stand in such lines.
        max_paragraphs: Largest share of paragraphs that repeat an earlier one.
        max_paragraph_characters: Largest share of characters that stand in such paragraphs.
        max_top_grams: Largest shares of characters in the commonest run of 2, 3 and 4 words; nothing for the
            published ones.
        max_repeated_grams: Largest shares of characters in repeated runs of 5, 6, 7, 8, 9 and 10 words; nothing
            for the published ones.
    """
    top = _limits("max_top_grams", max_top_grams, _TOP)
    again = _limits("max_repeated_grams", max_repeated_grams, _REPEATED)
    lines, paragraphs = "lines that repeat an earlier one", "paragraphs that repeat an earlier one"
    return Rules(
        {"repetition": {}},
        [
            _share("paragraph", f"of it are {paragraphs}", max_paragraphs),
            _share("paragraph_character", f"of its characters are in {paragraphs}", max_paragraph_characters),
            _share("line", f"of it are {lines}", max_lines),
            _share("line_character", f"of its characters are in {lines}", max_line_characters),
            *(
                _share(f"top_{n}_gram", f"of its characters are in the commonest run of {n} words", limit)
                for n, limit in enumerate(top, start=2)
            ),
            *(
                _share(f"repeated_{n}_gram", f"of its characters are in repeated runs of {n} words", limit)
                for n, limit in enumerate(again, start=5)
            ),
        ],
    )


def _limits(name: str, given: list[float] | None, published: tuple[float, ...]) -> tuple[float, ...]:
    if given is not None and len(given) != len(published):
        raise VerilodeError(f"gopher_repetition: {name} has {len(given)} numbers, wanted {len(published)}")
    return published if given is None else tuple(given)


def _share(name: str, says: str, high: float) -> Within:
    return Within(name, f"repetition.{name}_share", says, high=high, share=True)
