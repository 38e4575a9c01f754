"""Drop web pages that are lists, menus or repeated lines, by the rules of FineWeb."""

from pipelines.core.rules import Rules, Within
from pipelines.filters import Filter

WEB = True
"""Made for web pages: sound answers without a full stop, lists and code fall through."""

# Penedo et al. 2024 (arXiv 2406.17557), section 3.6, and the published pipeline: a page is kept with
#   lines that end like a sentence at least 12 %    lines of at most 30 characters at most 67 %
#   characters in repeated lines at most 1 % (the paper prints 0.1, the pipeline has 0.01)
#   line ends / words at most 0.3 (only in the pipeline)


def fineweb(
    *,
    min_ended_lines: float = 0.12,
    max_short_lines: float = 0.67,
    short_line: int = 30,
    max_repeated_characters: float = 0.01,
    max_newline_ratio: float = 0.3,
) -> Filter:
    """Keep web pages whose lines look like prose, as FineWeb does (Penedo et al. 2024).

    Args:
        min_ended_lines: Smallest share of filled lines that end with a full stop or the like.
        max_short_lines: Largest share of filled lines that are short.
        short_line: Most characters of a short line.
        max_repeated_characters: Largest share of characters that stand in lines which repeat an earlier one.
        max_newline_ratio: Most line ends for each word or sign.
    """
    return Rules(
        {"text": {} if short_line == 30 else {"short_line": short_line}},
        [
            Within("empty", "text.filled_lines", "lines that are not blank", low=1),
            _share("ended_lines", "ended_line_share", "of its lines end like a sentence", low=min_ended_lines),
            _share("short_lines", "short_line_share", "of its lines are short", high=max_short_lines),
            _share(
                *("repeated_characters", "repeated_character_share", "of its characters are in repeated lines"),
                high=max_repeated_characters,
            ),
            _share("newlines", "newline_ratio", "as many line ends as words", high=max_newline_ratio),
        ],
    )


def _share(name: str, column: str, says: str, low: float | None = None, high: float | None = None) -> Within:
    return Within(name, f"text.{column}", says, low=low, high=high, share=True)
