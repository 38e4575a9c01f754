"""One page of the app run without a server, as the app's script runs it."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from app.web.pages import find_pages

PAGES = [page.name for page in find_pages()]


def show(project: Path, page: str, **address: str) -> AppTest:
    """The page after its first run.

    Args:
        project: Its folder.
        page: The page's name.
        address: What follows the `?` in its address.
    """
    at = AppTest.from_function(_script, args=(str(project), page), default_timeout=30)
    for name, value in address.items():
        at.query_params[name] = value
    return at.run()


def errors(at: AppTest) -> list[str]:
    """The error lines on the page, without the marks that keep Markdown away; an exception is a failure here."""
    assert not at.exception, at.exception
    return [line.value.replace("\\", "").replace("\u2060", "") for line in at.error]


def words(at: AppTest) -> str:
    """Everything the page says in Markdown and captions, in one string."""
    said = [*at.title, *at.markdown, *at.caption, *at.info, *at.success, *at.warning]
    return "\n".join(one.value for one in said).replace("\\", "").replace("\u2060", "")


def _script(root: str, name: str) -> None:
    from pathlib import Path

    import streamlit as st

    from app.web.pages import find_pages
    from app.widgets.problem import show_problem
    from pipelines.core.errors import VerilodeError
    from pipelines.store.project import Project

    @st.cache_resource
    def opened(root: str) -> Project:
        return Project.open(Path(root))

    try:
        next(page for page in find_pages() if page.name == name).render(opened(root))
    except VerilodeError as error:
        show_problem(error)
