"""Measurements that stand behind the project's claims: one script per claim, its results as JSON beside it."""
