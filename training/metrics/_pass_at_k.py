"""pass@k: the chance that at least one of k attempts at a programming task works."""

from math import comb

from pipelines.core.errors import VerilodeError


def pass_at_k(attempts: int, passed: int, k: int) -> float:
    """The unbiased estimate from more attempts than k (Chen et al. 2021, section 2.1): 1 - C(n-c, k) / C(n, k).

    Args:
        attempts: How many attempts were made at the task.
        passed: How many of them passed.
        k: How many attempts one would have.

    Raises:
        VerilodeError: when there are fewer attempts than k.
    """
    if not 0 <= passed <= attempts:
        raise ValueError(f"{passed} of {attempts} attempts cannot have passed")
    if not 1 <= k <= attempts:
        raise VerilodeError(f"pass@{k} needs at least {k} attempts at each task, not {attempts}")
    return 1 - comb(attempts - passed, k) / comb(attempts, k)
