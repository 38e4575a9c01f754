"""The documents name only commands and options that exist, and the reference names all of them."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.frame.group import verbs
from pipelines.filters import FILTERS
from pipelines.neardup.presets import PRESETS
from pipelines.steps import STEPS
from pipelines.store.recipe import bundled_recipes

ROOT = Path(__file__).resolve().parent.parent
TEXTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs" / "guide").glob("*.md")])
LINKED = [*TEXTS, ROOT / "docs" / "decisions" / "README.md"]


def commands() -> dict[str, set[str]]:
    """The options of every command, by its words."""
    group = verbs("app.commands")
    with group.make_context("verilode", ["doctor"]) as context:
        return dict(_commands(group, context, ""))


def _commands(group: Any, parent: Any, words: str) -> Iterator[tuple[str, set[str]]]:
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        context = type(parent)(command, info_name=name, parent=parent)
        yield f"{words}{name}", {o for p in command.get_params(context) for o in (*p.opts, *p.secondary_opts)}
        if hasattr(command, "commands"):
            yield from _commands(command, context, f"{words}{name} ")


COMMANDS = commands()


def lines(text: str) -> list[list[str]]:
    """The words after `verilode` of every command in a code block or between backticks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    typed = [line.strip() for line in [*spans, *(line for block in blocks for line in block.splitlines())]]
    return [shlex.split(line, comments=True)[1:] for line in typed if line.startswith("verilode ")]


def mistake(words: list[str]) -> str | None:
    """Why this is no command line of ours."""
    if words[0].startswith("-"):
        return None
    inner = " ".join(words[:2])
    name = inner if inner in COMMANDS else words[0]
    if name not in COMMANDS:
        return f"no command {words[0]!r}"
    if any(other.startswith(f"{name} ") for other in COMMANDS) and words[1:] and not words[1].startswith("-"):
        return f"no command {inner!r}"
    given = {word.partition("=")[0] for word in words if re.match(r"--[a-z]", word)}
    return next((f"{name} has no {option}" for option in sorted(given - COMMANDS[name])), None)


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.name if file.parent == ROOT else f"guide/{file.name}")
def test_every_command_in_the_text_exists_with_its_options(file: Path) -> None:
    wrong = [(" ".join(words), why) for words in lines(file.read_text("utf-8")) if (why := mistake(words))]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Type `verilode ingst a.csv`.", "no command 'ingst'"),
        ("```\nverilode snapshot verfy ID\n```", "no command 'snapshot verfy'"),
        ("```sh\nverilode sample --pilots 3   # a comment\n```", "sample has no --pilots"),
        ("`verilode sample --pilot 3`", None),
        ("`verilode --version`", None),
    ],
)
def test_a_wrong_command_is_found(text: str, why: str | None) -> None:
    (words,) = lines(text)
    assert mistake(words) == why


def test_the_guide_walks_the_whole_loop() -> None:
    typed = {words[0] for words in lines((ROOT / "docs" / "guide" / "README.md").read_text("utf-8"))}
    loop = "init ingest clean sample app suggest certify snapshot train evaluate jobs doctor"
    assert set(loop.split()) <= typed


def test_the_reference_has_every_command_with_every_option() -> None:
    page = (ROOT / "docs" / "reference" / "cli.md").read_text("utf-8")
    sections = dict(re.findall(r"^## verilode ([^\n]+)\n```\n(.*?)^```", page, re.DOTALL | re.MULTILINE))
    assert list(sections) == list(COMMANDS), "run: python docs/reference/make_cli.py"
    for name, options in COMMANDS.items():
        long = {option for option in options if option.startswith("--")}
        assert {o for o in long if not re.search(rf"(?<![\w-]){o}(?![\w-])", sections[name])} == set(), name


@pytest.mark.parametrize("file", LINKED, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(file: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", file.read_text("utf-8"))
    assert [target for target in targets if not (file.parent / target).exists()] == []


def test_the_guide_names_every_bundled_recipe() -> None:
    text = (ROOT / "docs" / "guide" / "recipes.md").read_text("utf-8")
    assert [name for name in bundled_recipes() if f"`{name}`" not in text] == []


def test_the_guide_names_every_preset_filter_and_step() -> None:
    text = (ROOT / "docs" / "guide" / "cleaning.md").read_text("utf-8")
    assert [name for name in (*PRESETS, *FILTERS.names(), *STEPS.names()) if f"`{name}`" not in text] == []


def test_the_audit_rates_in_the_guide_are_those_of_the_rule(repo_root: Path) -> None:
    from annotation.certificate.ranked import minimum_audit_rate

    text = (repo_root / "docs/guide/certificate.md").read_text()
    rows = re.findall(r"^\| ([\d,]+) \| ([\d.]+) % \|$", text, re.MULTILINE)
    rates = {int(n.replace(",", "")): float(rate) / 100 for n, rate in rows}
    assert list(rates) == [300, 1000, 3000, 10000]
    assert all(abs(minimum_audit_rate(n, 0.05, 0.05) - rate) < 0.0015 for n, rate in rates.items())
