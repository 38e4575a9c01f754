"""It knows nothing but what the file says, which the shared questions mostly lack."""

GUESSES = True
