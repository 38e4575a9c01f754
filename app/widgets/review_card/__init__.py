"""The review queue in the browser: one key per decision, the next record at once, nothing lost."""

from app.widgets.review_card.mount import received, review_card

__all__ = ["received", "review_card"]
