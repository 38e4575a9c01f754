"""Lists of labels."""

from tests.contracts.metric_examples import LABEL_LISTS

TEXTS = LABEL_LISTS
