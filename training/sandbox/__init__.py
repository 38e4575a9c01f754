"""Running code that nobody has read: a fresh Python without network, files, environment or other processes in reach.

`run_python` runs a program; `run_tests` lets tests call a solution that lives in another process, so that nothing the
solution does can pass them except returning the right values.
"""

from training.sandbox.limits import Limits
from training.sandbox.run import Ran, run_python
from training.sandbox.tested import Outcome, run_tests

__all__ = ["Limits", "Outcome", "Ran", "run_python", "run_tests"]
