"""Leases must hold on every database there is."""

from tests.pipelines.store.conftest import lane, postgres

__all__ = ["lane", "postgres"]
