"""Tables of ratings that several tests read: one line per rater, one character per item, a dot where none was given."""

KRIPPENDORFF = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
"""Krippendorff's own example (2011) with missing values."""

FOUR_RATERS = [
    "..ad.d.b..a.caabbcbaaaa.",
    "caacaacba.aaca.babbaaaaa",
    "cadcaa.b.a.acacba.ba.baa",
    "c.ac..abab....ab.c.a.aa.",
]
"""Made up: four values of uneven frequency, three ratings in ten missing."""


def rows(table: list[str]) -> list[tuple[str, str, str]]:
    """(item, rater, value) rows of a table."""
    return [
        (f"i{item:02}", f"r{rater}", value)
        for rater, line in enumerate(table)
        for item, value in enumerate(line)
        if value != "."
    ]


def two_raters(both: int, first: int, second: int, neither: int) -> list[tuple[str, str, str]]:
    """Two raters and the values yes and no, from the four counts."""
    cells = [("yes", "yes")] * both + [("yes", "no")] * first + [("no", "yes")] * second + [("no", "no")] * neither
    return [
        (f"i{item}", rater, value) for item, said in enumerate(cells) for rater, value in zip("ab", said, strict=True)
    ]
