"""The sweeps page: figures, charts, the best trial's command, and stopping one that runs."""

from pathlib import Path

from app.jobs.table import JobTable
from pipelines.store.project import Project
from tests.fakes.pages import errors, show
from tests.fakes.swept import swept
from training.alive import traces


def test_without_a_sweep_it_names_the_command(empty: Path) -> None:
    assert [one.value for one in show(empty, "sweeps").code] == ["verilode sweep start"]


def test_a_sweep_shows_what_it_found(mine: Path) -> None:
    swept(Project.open(mine))
    at = show(mine, "sweeps")
    assert {metric.label: metric.value for metric in at.metric} == {
        "trials": "5 of 6",
        "stopped early": "1",
        "failed": "1",
        "best value": "0.7500",
    }
    assert len(at.get("vega_lite_chart")) == 3
    assert list(at.dataframe[0].value["why"]) == ["", "", "stopped early at step 10", "memory runs out", ""]
    assert at.code[0].value.startswith("verilode train sft --snapshot s1 --base /models/base --set steps=60")
    assert "learning_rate=0.001" in at.code[0].value


def test_the_best_run_is_chosen_for_the_training_page_and_evaluated_as_a_job(mine: Path, jobs: JobTable) -> None:
    swept(Project.open(mine))
    at = show(mine, "sweeps")
    at.button(key="choose-run").click().run()
    run = at.session_state["run"]
    at.button(key="evaluate-best").click().run()
    assert [job.argv for job in jobs.all()] == [["evaluate", run]]


def test_one_that_runs_can_be_stopped(mine: Path, jobs: JobTable) -> None:
    sweep = swept(Project.open(mine), "running", **traces())
    show(mine, "sweeps").button(key="stop-sweep").click().run()
    assert [job.argv for job in jobs.all()] == [["sweep", "stop", sweep.id]]


def test_one_whose_process_is_gone_cannot_and_says_why_it_ended(mine: Path) -> None:
    swept(Project.open(mine), "failed", "the first 3 trials failed: memory runs out")
    at = show(mine, "sweeps")
    assert errors(at) == ["the first 3 trials failed: memory runs out"]
    assert [button.key for button in at.button if button.key == "stop-sweep"] == []


def test_hostile_text_stays_text(mine: Path) -> None:
    sweep = swept(Project.open(mine), "failed", "![x](http://a.example/x.png)")
    path = mine / "sweeps" / sweep.id / "results.json"
    path.write_text(path.read_text().replace("memory runs out", "a\\u202eb"))
    at = show(mine, "sweeps")
    assert "![x]" not in at.error[0].value
    assert "\u202e" not in "".join(at.dataframe[0].value["why"])


def test_damage_is_one_line(mine: Path) -> None:
    sweep = swept(Project.open(mine))
    for name, text in (("results.json", '{"trials": ['), ("sweep.yaml", "space: [")):
        path = mine / "sweeps" / sweep.id / name
        before = path.read_text()
        path.write_text(text)
        (line,) = errors(show(mine, "sweeps"))
        assert f"{name}: damaged" in line
        path.write_text(before)
