"""The terms a model comes with, as its own card states them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Terms:
    """What the front matter of a model's README.md says; empty where it says nothing.

    Args:
        licence: The licence's identifier, e.g. `apache-2.0`; `other` needs a name.
        name: The licence's name, where the identifier is `other`.
        link: Where its text is.
        language: Languages of the model.
        base_model: What that model itself was made from.
    """

    licence: str = ""
    name: str = ""
    link: str = ""
    language: tuple[str, ...] = ()
    base_model: str = ""

    @property
    def told(self) -> str:
        """One line, `unknown` where the card is silent."""
        return " ".join(part for part in (self.name or self.licence, self.link) if part) or "unknown"


def terms_of(folder: Path) -> Terms:
    """The terms of the model in a folder; a missing or unreadable card says nothing."""
    front = _front_matter(folder / "README.md")
    language = front.get("language") or []
    listed = language if isinstance(language, list) else [language]
    return Terms(
        _text(front.get("license")),
        _text(front.get("license_name")),
        _text(front.get("license_link")),
        tuple(map(_text, listed)),
        _text(front.get("base_model")),
    )


def _front_matter(card: Path) -> dict[str, Any]:
    try:
        opening, _, rest = card.read_text(encoding="utf-8").partition("---\n")
        found = yaml.safe_load(rest.partition("\n---")[0]) if not opening.strip() else None
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    """One line; a card may hold anything."""
    shown = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return " ".join(shown.split())[:200]
