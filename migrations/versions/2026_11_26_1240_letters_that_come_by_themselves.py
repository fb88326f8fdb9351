"""Reminders and the weekly letter: what each person wants of them, and the marks that none is written twice.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("letter", schema=None) as batch_op:
        kind = sqlmodel.sql.sqltypes.AutoString(length=300)
        batch_op.add_column(sa.Column("stop_url", kind, nullable=False, server_default=""))
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.alter_column("stop_url", server_default=None)
    op.create_table(
        "letter_choices",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reminders", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("digest_weekday", sa.Integer(), nullable=False),
        sa.Column("zone", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_letter_choices_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_letter_choices")),
    )
    op.create_table(
        "snooze",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("word", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("said_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        *_action_and_person("snooze"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snooze")),
        sa.UniqueConstraint("action_id", "person_id", name=op.f("uq_snooze_action_id")),
    )
    op.create_index(op.f("ix_snooze_person_id"), "snooze", ["person_id"])
    op.create_table(
        "reminder_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        *_action_and_person("reminder_mark"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_mark")),
        sa.UniqueConstraint("action_id", "person_id", "kind", "due_on", name=op.f("uq_reminder_mark_action_id")),
    )
    op.create_index(op.f("ix_reminder_mark_person_id"), "reminder_mark", ["person_id"])
    op.create_table(
        "digest_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_digest_mark_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_mark")),
        sa.UniqueConstraint("person_id", "week", name=op.f("uq_digest_mark_person_id")),
    )
    op.create_index(op.f("ix_digest_mark_week"), "digest_mark", ["week"])


def downgrade() -> None:
    for name in ("digest_mark", "reminder_mark", "snooze", "letter_choices"):
        op.drop_table(name)
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_column("stop_url")


def _action_and_person(table: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([f"{noun}_id"], [f"{noun}.id"], name=op.f(f"fk_{table}_{noun}_id"), ondelete="CASCADE")
        for noun in ("action", "person")
    ]
