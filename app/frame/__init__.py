"""What every command stands in: finding verbs, shared options, progress, results, errors and exit codes."""
