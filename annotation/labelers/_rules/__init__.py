"""Labelling functions: rules, their votes, how well each does."""
