"""How many optimiser steps a run takes, and how each of them is cut up for the devices."""

import math

from training.config import RunConfig


def planned_steps(config: RunConfig, rows: int) -> int:
    """Optimiser steps of a run: `epochs` passes over the rows where that is set, else `steps`.

    Args:
        config: The run.
        rows: Rows of one pass, after packing, in the unit of `batch_size`.
    """
    if not config.epochs:
        return config.steps
    per_epoch = math.ceil(max(1, rows) / config.batch_size)
    return max(1, math.ceil(round(config.epochs * per_epoch, 6)))  # 1.1 times 10 is a little more than 11


def fitting_micro_batch(share: int, wanted: int) -> int:
    """The largest number of rows at a time, at most `wanted`, that cuts a device's share of the batch evenly.

    Args:
        share: Rows of one step on one device.
        wanted: Rows that can be held at a time; 0 is all of them.
    """
    most = min(share, wanted or share)
    return next(size for size in range(max(1, most), 0, -1) if share % size == 0)
