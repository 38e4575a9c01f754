"""After a run: answers to held-out prompts, metrics with intervals, and the gate's verdict."""
