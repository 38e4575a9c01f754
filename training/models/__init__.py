"""Models as things on disk and in memory: identity, loading, answering, naming, merging."""
