"""Sweeps: many runs of one project that differ in their options, the next ones chosen by what the last ones reached."""
