"""Command lines as they are offered for copying."""

from app.widgets.copy_command import command_line


def test_a_command_line_is_quoted_for_a_shell() -> None:
    assert command_line(["ingest", "my file.csv; rm -rf x\u202e"]) == ("verilode ingest 'my file.csv; rm -rf x⟨RLO⟩'")
