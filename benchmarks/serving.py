"""One batch for several adapters against one request at a time: python -m benchmarks.serving [--requests 96].

A base of random weights and three random adapters answer through the real endpoint, in a process of its own: once with
batches of one, once with mixed batches. Both are asked the same by the same number of callers, turn about, and must
give the same answers. Weights do not matter for speed; their shape does, so the figures are for the shape that is told.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.machine import machine
from training.models.identity import NOTE, model_hash
from training.serving.client import ask
from training.serving.order import Order, write_order
from training.serving.served import Served

RESULT = Path(__file__).parent / "results" / "serving.json"
SHAPE = {"hidden_size": 256, "intermediate_size": 768, "num_hidden_layers": 6, "num_attention_heads": 8}
ADAPTERS = 3
WORDS = "the patient came with a rash on the left arm and was sent to the clinic for eyes".split()


def benchmark(requests: int, callers: int, tokens: int, repeats: int) -> dict[str, Any]:
    """Answers per second of both ways, the median of several turns each, and whether the answers are equal."""
    with TemporaryDirectory() as place:
        base, models = make_models(Path(place))
        asked = [(models[i % len(models)].id, question(i)) for i in range(requests)]
        seconds: dict[str, list[float]] = {"one by one": [], "mixed batches": []}
        said: dict[str, list[str]] = {}
        alone, mixed = (Order(str(base), "float32", models, port=0, largest_batch=n) for n in (1, callers))
        with served(Path(place) / "alone", alone) as one, served(Path(place) / "mixed", mixed) as many:
            for turn in range(repeats + 1):  # the first warms up
                for name, url in (("one by one", one), ("mixed batches", many)):
                    took, said[name] = timed(url, asked, callers, tokens)
                    seconds[name] += [took] if turn else []
    rates = {name: round(requests / median(took), 2) for name, took in seconds.items()}
    return {
        "requests": requests,
        "callers": callers,
        "tokens_per_answer": tokens,
        "adapters": ADAPTERS,
        "shape": SHAPE,
        "answers_per_second": rates,
        "times_faster": round(rates["mixed batches"] / rates["one by one"], 2),
        "equal_answers": round(sum(map(str.__eq__, *said.values())) / requests, 4),
        "seconds": {name: [round(took, 3) for took in all_of] for name, all_of in seconds.items()},
        "libraries": {name: version(name) for name in ("torch", "transformers", "peft")},
        "machine": machine(),
    }


def timed(url: str, asked: Sequence[tuple[str, str]], callers: int, tokens: int) -> tuple[float, list[str]]:
    """All requests by so many callers at once: seconds, and the answers in order."""

    def one(request: tuple[str, str]) -> str:
        model, text = request
        return ask(url, model, [{"role": "user", "content": text}], max_tokens=tokens).text

    started = time.perf_counter()
    with ThreadPoolExecutor(callers) as pool:
        answers = list(pool.map(one, asked))
    return time.perf_counter() - started, answers


def question(number: int) -> str:
    """Questions of different lengths."""
    return " ".join(WORDS[(number + i) % len(WORDS)] for i in range(6 + number % 9))


@contextmanager
def served(folder: Path, order: Order) -> Iterator[str]:
    """The address of an endpoint in a process of its own."""
    write_order(folder, order)
    words = [sys.executable, "-m", "training.worker", "serve", str(folder)]
    with (folder / "log").open("wb") as log, subprocess.Popen(words, stderr=log, stdout=log) as process:
        try:
            while not (folder / "address.json").exists():
                if process.poll() is not None:
                    raise SystemExit((folder / "log").read_text())
                time.sleep(0.1)
            yield json.loads((folder / "address.json").read_text())["url"]
        finally:
            process.terminate()


def make_models(place: Path) -> tuple[Path, list[Served]]:
    """A base and adapters of random weights, as training would leave them."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import LlamaConfig, LlamaForCausalLM

    from training.base.tokenizer import train_tokenizer
    from training.models.load import load_base

    torch.manual_seed(0)
    base = place / "base"
    tokenizer = train_tokenizer(WORDS, [], base)
    ends = {"bos_token_id": None, "eos_token_id": None, "pad_token_id": tokenizer.pad_token_id}
    config = LlamaConfig(
        vocab_size=len(tokenizer), max_position_embeddings=1024, initializer_range=0.1, **SHAPE, **ends
    )
    LlamaForCausalLM(config).save_pretrained(base)
    found = model_hash(base)
    models = [Served("base", "", "", found, found, "", "")]
    for i in range(ADAPTERS):
        folder = place / f"adapter{i}"
        lora = LoraConfig(r=16, target_modules="all-linear", init_lora_weights=False, task_type="CAUSAL_LM")
        get_peft_model(load_base(base), lora).save_pretrained(folder)
        (folder / NOTE).write_text(json.dumps({"base_hash": found, "adapter": "lora"}))
        models.append(Served(f"adapter{i}", str(folder), "lora", model_hash(folder), found, f"run{i}", ""))
    return base, models


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and write the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=96)
    parser.add_argument("--callers", type=int, default=16)
    parser.add_argument("--tokens", type=int, default=32)
    parser.add_argument("--repeats", type=int, default=3)
    result = benchmark(**vars(parser.parse_args(arguments)))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
