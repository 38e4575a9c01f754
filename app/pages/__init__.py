"""The pages of the app: one file is one page, found by scanning this folder.

A page file has a docstring whose first line is its purpose, `TITLE`, `ORDER`, optionally `ICON` and `GROUP` (the
sidebar's section), and `render(project)`.
"""
