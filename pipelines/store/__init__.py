"""The two lanes of facts: Parquet tables that only grow, and append-only events with projections."""
