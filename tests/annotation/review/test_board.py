"""The board keeps up with what happens, on every database, and shares are kept as they would be made anew."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation.review.assignment import assign_phases
from annotation.review.board import Board, board_of
from annotation.review.golden import golden_from_meta
from annotation.review.history import history
from annotation.review.plan import plan_queue
from annotation.review.queue import PhaseProgress, ReviewQueue
from annotation.review.seeds import seed_answers
from annotation.sampling.audits import audits
from annotation.sampling.draw import sample_audit
from pipelines.store.project import Project
from pipelines.store.schema import ANNOTATIONS, EVENTS, ITEMS
from tests.fakes.postgres import Postgres
from tests.fakes.review import put_suggestions, review_project, say, shown, truths, wrong

PEOPLE = ("ann", "bob", "cleo")
ACTS = st.tuples(st.sampled_from(PEOPLE), st.integers(0, 5), st.sampled_from(["submitted", "skipped", "draft"]))


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """An audit of six records, two answers each, divided among three people."""
    project = review_project(tmp_path_factory.mktemp("audit"), 6, "overlap: 2, overlap_share: 1.0")
    put_suggestions(project, truths(project))
    sample_audit(project, rate=1.0)
    assign_phases(project, PEOPLE, "audit")
    return project


def seen(board: Board) -> Sequence[object]:
    """All that the board answers, without regard to order."""
    return [{actor: set(board.open_to(actor)) for actor in PEOPLE}, set(board.disputes), board.full]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=8))
def test_a_board_that_was_kept_says_what_a_new_one_says(audit: Project, acts: list[tuple[str, int, str]]) -> None:
    plan, names = plan_queue(audit), list(truths(audit))
    kept = board_of(audit, plan)
    seen(kept)
    for actor, number, action in acts:
        value = "eye" if (action, actor) != ("submitted", "cleo") else "skin"
        say(audit, actor, names[number], value if action == "submitted" else None, action, phase="audit")
        seen(board_of(audit, plan))
    new = Board(plan)
    new.refresh(audit)
    assert seen(kept) == seen(new)


def test_the_whole_flow_on_postgresql(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.new_database()
    project = review_project(tmp_path, 40, "overlap: 2, overlap_share: 1.0")
    recipe = project.root / "verilode.yaml"
    recipe.write_text(recipe.read_text() + f"database: {url}\n")
    project = Project.open(project.root)
    golden_from_meta(project, "truth", 0.5)
    known = truths(project)
    put_suggestions(project, {name: wrong(value) for name, value in known.items()})
    drawn = sample_audit(project, rate=0.5, seeds=4)
    assign_phases(project, PEOPLE, "audit")
    for person in PEOPLE:
        for item in shown(project, person):
            say(project, person, item, known[item.record_id])
    total = drawn.drawn + drawn.planted
    assert ReviewQueue(project).progress() == [PhaseProgress("audit", total, total)]
    assert {one.record_id for one in seed_answers(project)} == set(audits(project).seeds)
    assert len(history(project)) == 2 * total
    project.events.engine.dispose()


def test_another_database_in_the_old_ones_place_is_noticed(tmp_path: Path) -> None:
    project = review_project(tmp_path, 3)
    put_suggestions(project, truths(project))
    sample_audit(project, rate=1.0)
    for item in shown(project, "ann"):
        say(project, "ann", item, "eye")
    with project.events.engine.begin() as connection:
        for table in (EVENTS, ANNOTATIONS, ITEMS):
            connection.execute(table.delete())
    say(project, "ann", next(iter(truths(project))), "eye")
    assert len(ReviewQueue(project).pending("bob")) == 2
