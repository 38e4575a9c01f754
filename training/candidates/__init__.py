"""Answers drawn from models, for people to rank or to compare: drawn once, kept as facts."""
