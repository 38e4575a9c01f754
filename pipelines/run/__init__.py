"""Carrying out what a recipe says, on one machine."""
