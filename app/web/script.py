"""The Streamlit script: opens the project and shows the page that the address names."""

import os
from collections import defaultdict
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app.web.pages import Page, find_pages
from app.widgets.problem import show_problem
from pipelines.core.errors import VerilodeError
from pipelines.store.project import RECIPE_FILE, Project

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d5fd1"/>'
    '<path d="M8 16l6 6L24 9" fill="none" stroke="#fff" stroke-width="4"/></svg>'
)
"""The tab's icon, from this server: without it, browsers are sent to a font service for the page's own icon."""


def main() -> None:
    """One run of the script: one page, or one line that says why there is none."""
    st.set_page_config(page_title="verilode", page_icon=ICON, layout="wide")
    try:
        project = open_project(Path(os.environ.get("VERILODE_PROJECT", ".")))
        st.navigation(menu(project, find_pages())).run()
    except VerilodeError as error:
        show_problem(error)


def open_project(start: Path) -> Project:
    """The project at or above `start`, opened once per version of its recipe file."""
    root = Project.find(start).root
    return _opened(str(root), (root / RECIPE_FILE).stat().st_mtime_ns)


@st.cache_resource(max_entries=2, show_spinner=False)
def _opened(root: str, recipe_changed: int) -> Project:
    return Project.open(Path(root))


def menu(project: Project, pages: list[Page]) -> dict[str, list[StreamlitPage]]:
    """The sidebar's sections; the first page is the one that opens."""
    sections: dict[str, list[StreamlitPage]] = defaultdict(list)
    for page in pages:
        entry = st.Page(
            lambda page=page: page.render(project),
            title=page.title,
            icon=page.icon,
            url_path=page.name,
            default=page is pages[0],
        )
        sections[page.group].append(entry)
    return dict(sections)


main()
