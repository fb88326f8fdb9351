"""The day a case comes back, what is kept of its discussion, a pause, and recognitions that name nobody.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "discussion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("summary", TEXT(length=3000), nullable=False),
        sa.Column("summary_by_id", sa.Uuid(), nullable=True),
        sa.Column("summary_at", MOMENT(), nullable=True),
        sa.Column("confirmed_at", MOMENT(), nullable=True),
        sa.Column("takeaway", TEXT(length=1500), nullable=False),
        sa.Column("takeaway_at", MOMENT(), nullable=True),
        _key("discussion", "case_id", "case.id", ondelete="CASCADE"),
        _key("discussion", "community_id", "community.id", ondelete="CASCADE"),
        _key("discussion", "meeting_id", "meeting.id"),
        _key("discussion", "summary_by_id", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discussion")),
        sa.UniqueConstraint("case_id", "meeting_id", name=op.f("uq_discussion_case_id")),
    )
    _index("discussion", "case_id", "community_id", "meeting_id")
    op.create_table(
        "case_return",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", MOMENT(), nullable=False),
        sa.Column("word", TEXT(length=10), nullable=False),
        sa.Column("text", TEXT(length=2000), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", MOMENT(), nullable=True),
        sa.Column("answered_meeting_id", sa.Uuid(), nullable=True),
        _key("case_return", "answered_by_id", "person.id"),
        _key("case_return", "answered_meeting_id", "meeting.id"),
        _key("case_return", "case_id", "case.id", ondelete="CASCADE"),
        _key("case_return", "community_id", "community.id", ondelete="CASCADE"),
        _key("case_return", "meeting_id", "meeting.id"),
        _key("case_return", "set_by_id", "person.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_return")),
    )
    _index("case_return", "answered_meeting_id", "case_id", "community_id", "meeting_id")
    op.create_table(
        "recognition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("mark", TEXT(length=64), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        _key("recognition", "case_id", "case.id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition")),
        sa.UniqueConstraint("case_id", "mark", name=op.f("uq_recognition_case_id")),
        sqlite_with_rowid=False,
    )
    _index("recognition", "case_id")
    op.create_table(
        "recognition_key",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key", TEXT(length=64), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        _key("recognition_key", "case_id", "case.id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_recognition_key")),
    )
    _index("recognition_key", "made_on")
    op.add_column("case", sa.Column("paused_at", MOMENT(), nullable=True))


def downgrade() -> None:
    op.drop_column("case", "paused_at")
    for table in ("recognition_key", "recognition", "case_return", "discussion"):
        op.drop_table(table)


def _key(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
