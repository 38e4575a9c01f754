"""The verbs of `verilode`: one file is one verb, found by scanning this folder.

A command file starts with a docstring whose first line is what `verilode --help` says about it (that line is
read without importing the file), and holds one of:

* a function named as the file: `simulate_review.py` holds `simulate_review`, called `verilode simulate-review`;
* a Typer group called `app` for a verb with verbs of its own: `@app.command("list")` on plain functions. With
  `DEFAULT = "list"` a bare `verilode jobs` means `verilode jobs list`.

Parameters before `*` are arguments, those after it options; without a default they are required. Their help is
their sentence in the docstring's `Args:` block; `Annotated[..., typer.Option(...)]` may say more, e.g. a short
name. Every command also gets `--project DIR` and `--json`:

* `project: Project` receives the opened project and fails without one; `project: Project | None = None` does not.
* The function returns a frozen dataclass (or a mapping): the JSON object. A trailing underscore of a field is
  dropped (`in_` is `in`). If the result has a non-empty `failure` (best a property), it is the one-line reason of
  exit code 1. Expected errors are `VerilodeError`.
* `show(result)` (in a group `show_list(result)` for the verb `list`) yields the lines a person reads; without one,
  the fields are listed. A function prints nothing: stdout is kept for the result, all else ends on stderr.
* `LONG = True` (in a group also a set of verbs: `LONG = {"create"}`) makes each run inside a project a job: listed
  by `verilode jobs`, with a log, progress and cancel.
"""
