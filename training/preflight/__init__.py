"""Before a run: what the tokenizer makes of the rows, and which of them would teach nothing or the wrong thing."""
