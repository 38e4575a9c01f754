"""A language model on this machine: scores of texts, and the options it chooses from."""
