"""When two answers are the same answer."""


def normal(text: str, ignore_case: bool = True) -> str:
    """The text with single spaces and, unless told otherwise, without case."""
    trimmed = " ".join(text.split())
    return trimmed.casefold() if ignore_case else trimmed
