"""Training and evaluation: one worker process per task, everything else light and without torch."""
