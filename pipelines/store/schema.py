"""Tables of the event lane: the log itself, and projections that can be rebuilt from it."""

import sqlalchemy as sa

METADATA = sa.MetaData()

EVENTS = sa.Table(
    "events",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("key", sa.String(128), nullable=False, unique=True),
    sa.Column("kind", sa.String(64), nullable=False, index=True),
    sa.Column("item", sa.String(128), nullable=False, index=True),
    sa.Column("actor", sa.String(128), nullable=False),
    sa.Column("base_version", sa.Integer),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("superseded", sa.Boolean, nullable=False),
    sa.Column("blind", sa.Boolean),
    sa.Column("seconds", sa.Float),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("payload_hash", sa.String(64), nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
)

ITEMS = sa.Table(
    "items",
    METADATA,
    sa.Column("item", sa.String(128), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
)
"""How often an item has been decided upon: what a decision's base version is checked against."""

ANNOTATIONS = sa.Table(
    "annotations",
    METADATA,
    sa.Column("record_id", sa.String(128), primary_key=True),
    sa.Column("actor", sa.String(128), primary_key=True),
    sa.Column("status", sa.String(16), nullable=False, index=True),
    sa.Column("value", sa.Text),
    sa.Column("note", sa.Text),
    sa.Column("phase", sa.String(32)),
    sa.Column("blind", sa.Boolean),
    sa.Column("seconds", sa.Float),
    sa.Column("superseded", sa.Boolean, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False, index=True),
    sa.Column("at", sa.String(32), nullable=False),
)
"""Each person's present answer to each record."""

LEASES = sa.Table(
    "leases",
    METADATA,
    sa.Column("record_id", sa.String(128), primary_key=True),
    sa.Column("actor", sa.String(128), nullable=False),
    sa.Column("until", sa.Float, nullable=False),
)
"""Leases of one person per record, as made by releases before `HOLDS`; no longer read."""

HOLDS = sa.Table(
    "holds",
    METADATA,
    sa.Column("record_id", sa.String(128), primary_key=True),
    sa.Column("actor", sa.String(128), primary_key=True),
    sa.Column("until", sa.Float, nullable=False),
)
"""Who is looking at which records now. Holds spread work; they never void a decision."""
