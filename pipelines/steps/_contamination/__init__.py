"""Test text in training records: read benchmarks, look for their words, prove each finding on the texts."""

from pipelines.steps._contamination.benchmark import Benchmark, read_benchmarks
from pipelines.steps._contamination.limits import Limits
from pipelines.steps._contamination.search import Contamination, Hit, find_contamination

__all__ = ["Benchmark", "Contamination", "Hit", "Limits", "find_contamination", "read_benchmarks"]
