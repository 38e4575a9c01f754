"""How fast suggestions come, against the plainest client there is: the same requests, answers taken unread."""

import asyncio
import json
import random
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from annotation.labelers import LABELERS, Example, Ledger, Question, Task
from annotation.labelers._chat.prompt import Prompts
from pipelines.kinds import kind_of
from tests.fakes.chaos_server import LABELS, Weather, chaos, label_of

CONCURRENCY = 64
_TASK = Task(LABELS, "Which desk does the message go to? Refunds go first, then whatever was sent, then the rest.")
_WORDS = (
    "the my parcel order card money invoice late lost broken refund billing shipping address change cancel account "
    "login charge twice never arrived return box damaged"
).split()


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of one run by the clock, and of its process's own work."""

    wall: float
    cpu: float


def speed_run(records: int, rounds: int, examples: int = 200) -> dict[str, Any]:
    """Alternate runs of the labeler and of the bare client; their medians and ratios.

    The server is a process of its own that takes 50 to 150 ms for an answer. Both send the very same bodies.

    Args:
        records: To ask about.
        rounds: Runs of each.
        examples: Verified records to choose eight from for each prompt.
    """
    dice = random.Random(3)
    shown = [Example(_text(dice), dice.choice(LABELS), None, f"e{number:031x}") for number in range(examples)]
    asked = [Question(f"{number:032x}", _text(dice)) for number in range(records)]
    with chaos(Weather(least=0.05, most=0.15)) as endpoint:
        requests = _requests(endpoint.base_url, asked, shown)
        ours, bare = [], []
        for number in range(rounds):
            turns = [
                (ours, lambda: _ours(endpoint.base_url, asked, shown)),
                (bare, lambda: _bare(endpoint.base_url, requests)),
            ]
            for took, run in turns if number % 2 == 0 else turns[::-1]:
                took.append(_timed(run))
    ratios = [one.wall / other.wall for one, other in zip(ours, bare, strict=True)]
    return {
        "records": records,
        "concurrency": CONCURRENCY,
        "rounds": rounds,
        "ours_wall_s": round(median(one.wall for one in ours), 3),
        "bare_wall_s": round(median(one.wall for one in bare), 3),
        "ours_cpu_ms_per_record": round(1000 * median(one.cpu for one in ours) / records, 3),
        "bare_cpu_ms_per_record": round(1000 * median(one.cpu for one in bare) / records, 3),
        "wall_ratios": [round(ratio, 3) for ratio in ratios],
        "median_wall_ratio": round(median(ratios), 3),
    }


def _text(dice: random.Random) -> str:
    return " ".join(
        word + str(dice.randrange(40)) if dice.random() < 0.3 else word for word in dice.choices(_WORDS, k=60)
    )


def _requests(url: str, asked: Sequence[Question], shown: Sequence[Example]) -> list[dict[str, Any]]:
    """The bodies that the labeler sends, made before the bare client's clock starts."""
    settings = _labeler(url).settings
    prompts = Prompts(kind_of(_TASK.kind), _TASK, shown, settings.examples_per_prompt, settings.in_requests)
    return [json.loads(prompts.of(question)[0].body(settings.head.settings)) for question in asked]


def _labeler(url: str) -> Any:
    return LABELERS.build("openai", {"base_url": url, "concurrency": CONCURRENCY})


def _ours(url: str, asked: Sequence[Question], shown: Sequence[Example]) -> None:
    found = list(_labeler(url).suggest(asked, shown, _TASK, Ledger()))
    wrong = sum(one.value != label_of(one.record_id) or one.confidence is None for one in found)
    if wrong or len(found) != len(asked):
        raise AssertionError(f"{wrong} of {len(found)} answers are not the endpoint's")


def _bare(url: str, requests: Sequence[dict[str, Any]]) -> None:
    import openai

    async def ask_all() -> None:
        async with openai.AsyncOpenAI(api_key="none", base_url=url, max_retries=0) as client:
            todo = iter(requests)

            async def worker() -> None:
                for request in todo:
                    await client.chat.completions.create(**request)

            await asyncio.gather(*(worker() for _ in range(CONCURRENCY)))

    asyncio.run(ask_all())


def _timed(run: Callable[[], None]) -> Took:
    wall, cpu = time.perf_counter(), _cpu()
    run()
    return Took(time.perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
