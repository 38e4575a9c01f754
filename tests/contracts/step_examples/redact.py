"""Text with an address in it."""

UNTIDY = [{"text": "write to jane.roe@example.org for a copy of the contract"}]
