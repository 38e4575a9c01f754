"""Figures as a person reads them."""


def count(number: int) -> str:
    """`12345` → `12,345`."""
    return f"{number:,}"


def share(fraction: float | None, digits: int = 1) -> str:
    """`0.1234` → `12.3 %`; an unknown share is a dash."""
    return "–" if fraction is None else f"{100 * fraction:.{digits}f} %"


def duration(seconds: float | None) -> str:
    """`4.2` → `4 s`, `125` → `2 min 5 s`, `7300` → `2 h 1 min`; an unknown one is a dash."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
