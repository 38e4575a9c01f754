"""Experiment trackers beside metrics.jsonl: which are told, and that none of them can end a run."""
