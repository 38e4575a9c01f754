"""Everything the pages read, as plain values; no page touches the store itself."""
