"""What a project's answers prove: the columns a certificate is computed from, and the figures that stand beside it."""
