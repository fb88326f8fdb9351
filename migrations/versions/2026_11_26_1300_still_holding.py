"""Little miracles: hoped and real endings, who may hear them, agencies that saw it too, still holding, a day of rest.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime
FIRST = {"hoped": (300, ""), "real_ending": (300, ""), "heard_by": (10, "here")}


def upgrade() -> None:
    op.create_table(
        "holding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("miracle_id", sa.Uuid(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("word", TEXT(length=10), nullable=False),
        sa.Column("text", TEXT(length=300), nullable=False),
        sa.Column("said_by_id", sa.Uuid(), nullable=False),
        sa.Column("said_at", MOMENT(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        _key("holding", "community_id", "community.id", ondelete="CASCADE"),
        _key("holding", "miracle_id", "miracle.id", ondelete="CASCADE"),
        _key("holding", "said_by_id", "person.id"),
        _key("holding", "meeting_id", "meeting.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding")),
    )
    _index("holding", "community_id", "miracle_id", "meeting_id")
    asked = sa.text("months > 0")
    op.create_index(
        "uq_holding_miracle_id_months",
        "holding",
        ["miracle_id", "months"],
        unique=True,
        sqlite_where=asked,
        postgresql_where=asked,
    )
    op.create_table(
        "seconding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("miracle_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT(), nullable=False),
        _key("seconding", "miracle_id", "miracle.id", ondelete="CASCADE"),
        _key("seconding", "agency_id", "agency.id", ondelete="CASCADE"),
        _key("seconding", "by_id", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seconding")),
        sa.UniqueConstraint("miracle_id", "agency_id", name=op.f("uq_seconding_miracle_id")),
    )
    _index("seconding", "miracle_id", "agency_id")
    with op.batch_alter_table("miracle", schema=None) as batch_op:
        batch_op.add_column(sa.Column("barrier_id", sa.Uuid(), nullable=True))
        for name, (length, first) in FIRST.items():
            batch_op.add_column(sa.Column(name, TEXT(length=length), nullable=False, server_default=first))
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_foreign_key(batch_op.f("fk_miracle_barrier_id"), "barrier", ["barrier_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_miracle_barrier_id"), ["barrier_id"])
    # What stands already has a value now; from then on the product gives one.
    with op.batch_alter_table("miracle", schema=None) as batch_op:
        for name in [*FIRST, "revision"]:
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quiet_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.drop_column("quiet_on")
    with op.batch_alter_table("miracle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_miracle_barrier_id"))
        batch_op.drop_constraint(batch_op.f("fk_miracle_barrier_id"), type_="foreignkey")
        for name in ["barrier_id", *FIRST, "revision"]:
            batch_op.drop_column(name)
    op.drop_table("seconding")
    op.drop_table("holding")


def _key(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
