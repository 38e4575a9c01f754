"""Pages found by scanning a folder."""

from pathlib import Path

import pytest

from app.web.pages import find_pages
from pipelines.core.errors import VerilodeError

PAGE = '"""{purpose}"""\nTITLE = "{title}"\nORDER = {order}\ndef render(project): ...\n'


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / f"pages_of_{tmp_path.name}"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def test_one_file_is_one_page_and_order_decides(package: Path) -> None:
    (package / "zebra.py").write_text(PAGE.format(purpose="Stripes.", title="Zebra", order=1))
    (package / "ant.py").write_text(PAGE.format(purpose="Small things.", title="Ant", order=2))
    (package / "_private.py").write_text("raise RuntimeError")
    pages = find_pages(package.name)
    assert [(page.name, page.title, page.purpose, page.icon) for page in pages] == [
        ("zebra", "Zebra", "Stripes.", None),
        ("ant", "Ant", "Small things.", None),
    ]


def test_a_page_without_an_order_is_named(package: Path) -> None:
    (package / "lost.py").write_text('"""Lost."""\nTITLE = "Lost"\ndef render(project): ...\n')
    with pytest.raises(VerilodeError, match="lost: .*missing: .*ORDER"):
        find_pages(package.name)


def test_every_page_of_the_app_has_a_purpose_in_one_sentence() -> None:
    assert [page.name for page in find_pages() if not page.purpose.endswith((".", "?"))] == []
