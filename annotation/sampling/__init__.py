"""Which records people see, and what their answers say about those they did not see."""
