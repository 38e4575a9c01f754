"""The real Label Studio of the session."""

from tests.fakes.label_studio import label_studio, label_studio_session

__all__ = ["label_studio", "label_studio_session"]
