"""A schema that some of the JSON keeps to."""

from tests.contracts.metric_examples import json_valid

OPTIONS = {"schema": {"type": ["object", "array", "string"]}}
TEXTS = json_valid.TEXTS
