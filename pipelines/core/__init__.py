"""What every other part speaks: records, ids, registries, errors, progress. No project, no database."""
