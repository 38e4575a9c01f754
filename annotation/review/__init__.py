"""The review flow: a queue of records, leases that spread it over people, decisions as events."""
