"""Model cards: what a model was made of, who checked that, what was measured, and who let it out."""
