"""Drop records that are signs rather than words."""

from pipelines.core.rules import Rules, Within
from pipelines.filters import Filter


def symbols(*, min_share: float = 0.5) -> Filter:
    """Keep records in which letters and digits make up enough of what is not white space.

    Marks that belong to letters (Arabic vowels, Indic vowel signs) count as letters.

    Args:
        min_share: Smallest share of letters and digits, 0 to 1; prose has about 0.95, program code 0.7.
    """
    says = "of its characters are letters or digits"
    return Rules({"text": {}}, [Within("symbols", "text.letter_share", says, low=min_share, share=True)])
