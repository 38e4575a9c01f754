"""The pages, found by scanning `app/pages`: one file is one page."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from pipelines.core.errors import VerilodeError
from pipelines.store.project import Project


@dataclass(frozen=True, slots=True)
class Page:
    """One page as its file describes it; `name` is its address, `purpose` its docstring's first line."""

    name: str
    title: str
    purpose: str
    order: int
    group: str
    icon: str | None
    render: Callable[[Project], None]


def find_pages(package: str = "app.pages") -> list[Page]:
    """All pages in the order of their ORDER; files that start with `_` are private."""
    spec = find_spec(package)
    places = (spec and spec.submodule_search_locations) or []
    names = [module.name for module in pkgutil.iter_modules(places) if not module.name.startswith("_")]
    return sorted((_page(package, name) for name in names), key=lambda page: (page.order, page.name))


def _page(package: str, name: str) -> Page:
    module = importlib.import_module(f"{package}.{name}")
    purpose = (module.__doc__ or "").strip().split("\n")[0]
    missing = [part for part in ("TITLE", "ORDER", "render") if not hasattr(module, part)]
    if missing or not purpose:
        raise VerilodeError(
            f"a page needs a docstring, TITLE, ORDER and render(project); missing: {missing}", file=name
        )
    icon, group = getattr(module, "ICON", None), getattr(module, "GROUP", "")
    return Page(name, module.TITLE, purpose, module.ORDER, group, icon, module.render)
