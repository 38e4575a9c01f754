"""datatrove's Gopher and FineWeb filters over a file of texts: run by benchmarks/quality_rules.py in its environment.

Only its tokeniser is exchanged, for a regular expression that cuts the same words and signs as ours; as shipped it
takes most of the time. Needs nothing of this project.
"""

# /// script
# dependencies = ["datatrove==0.10.1", "nltk", "regex", "numpy"]
# ///

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datatrove.data import Document
from datatrove.pipeline.filters import fineweb_quality_filter, gopher_quality_filter, gopher_repetition_filter

TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")


def _tokens(text: str, _language: str) -> list[str]:
    return TOKEN.findall(text)


def quality(stop_words: list[str]) -> Callable[[str], str]:
    """The first of the 14 rules that a text breaks, by datatrove's name for it; empty where it keeps it."""
    gopher = gopher_quality_filter.GopherQualityFilter(stop_words=stop_words)
    fineweb = fineweb_quality_filter.FineWebQualityFilter()
    return lambda text: _first(text, gopher, fineweb)


def repetition() -> Callable[[str], str]:
    """The first of the 13 rules of repetition that a text breaks."""
    gopher = gopher_repetition_filter.GopherRepetitionFilter()
    return lambda text: _first(text, gopher)


def _first(text: str, *filters: Any) -> str:
    document = Document(text=text, id="0")
    for one in filters:
        answer = one.filter(document)
        if answer is not True:
            return answer[1]
    return ""


def _timed(rule: Callable[[str], str], texts: list[str]) -> dict[str, Any]:
    rule(texts[0])
    before = time.process_time()
    verdicts = [rule(text) for text in texts]
    return {"cpu_s": time.process_time() - before, "verdicts": verdicts}


def main() -> None:
    """Read {"stop_words", "texts"} from the file named, print {"quality", "repetition"} with CPU time and verdicts."""
    for module in (fineweb_quality_filter, gopher_quality_filter, gopher_repetition_filter):
        module.split_into_words = _tokens
    given = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    rules = {"quality": quality(given["stop_words"]), "repetition": repetition()}
    json.dump({name: _timed(rule, given["texts"]) for name, rule in rules.items()}, sys.stdout)


if __name__ == "__main__":
    main()
