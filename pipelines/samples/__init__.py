"""Demonstration data: each file here writes one set of files whose dirt is declared, so results can be checked.

One file, one factory of the file's name. It returns a function that writes into the folder it is given.
"""

from pipelines.core.registry import Registry

SAMPLES = Registry("pipelines.samples")
