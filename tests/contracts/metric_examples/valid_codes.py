"""Lists of labels, and which ones there are."""

from tests.contracts.metric_examples import LABEL_LISTS

OPTIONS = {"labels": ["eye", "E11"]}
TEXTS = LABEL_LISTS
