"""No page hands what a record holds to a place that reads Markdown or HTML."""

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).resolve().parent.parent.parent.parent / "app"

LIVE = {
    *("write", "markdown", "caption", "title", "header", "subheader", "html", "table", "metric", "badge", "toast"),
    *("error", "warning", "info", "success", "exception", "status", "spinner", "expander", "tabs", "popover"),
    *("button", "link_button", "download_button", "form_submit_button", "checkbox", "toggle", "radio", "pills"),
    *("segmented_control", "multiselect", "chat_message", "write_stream", "progress", "page_link", "feedback"),
}
UNTRUSTED = {
    *("text", "body", "instruction", "response", "messages", "system", "label", "rationale", "note", "answer"),
    *("source", "group", "context", "file", "guideline", "suggestion", "chosen", "rejected", "prompt"),
}
SAFE = {"escape_markdown", "visible_text", "record_html", "show_record", "count", "len", "share"}


def leaks(code: str) -> Iterator[int]:
    """Lines on which an attribute or key named like a part of a record goes into a live call unescaped."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LIVE:
            given = [*node.args, *(word.value for word in node.keywords if word.arg not in ("key", "on_click", "args"))]
            yield from (node.lineno for value in given if _untrusted(value))


def _untrusted(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and _name(node.func) in SAFE:
        return False
    if isinstance(node, ast.Attribute) and node.attr in UNTRUSTED:
        return True
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value in UNTRUSTED:
        return True
    return any(_untrusted(child) for child in ast.iter_child_nodes(node))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_no_page_or_widget_leaks() -> None:
    found = [f"{file.relative_to(APP)}:{line}" for file in APP.rglob("*.py") for line in leaks(file.read_text())]
    assert found == []


def test_a_leak_is_found() -> None:
    assert list(leaks('st.markdown(f"**{record.text}**")')) == [1]
    assert list(leaks('left.caption(row["source"])')) == [1]
    assert list(leaks("st.button(item.label)")) == [1]


def test_escaped_text_is_no_leak() -> None:
    assert list(leaks("st.markdown(escape_markdown(record.text))")) == []
    assert list(leaks("show_record(record.text)")) == []
    assert list(leaks('st.caption(f"{count(len(record.text))} characters")')) == []
