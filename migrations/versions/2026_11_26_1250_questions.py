"""Questions that are asked to understand a case are a kind of their own; phases say when they are asked.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PHASES = ("phase", "method_phase")


def upgrade() -> None:
    for table in PHASES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            asked = sa.Column("collects_questions", sa.Boolean(), nullable=False, server_default=sa.false())
            batch_op.add_column(asked)
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("collects_questions", server_default=None)
        _mark(table)
    # What a thread has shown as a question until now: a note of a case that ends or begins with the mark, or the word.
    op.execute(
        "UPDATE note SET kind = 'question' WHERE kind = 'note' AND case_id IS NOT NULL AND ("
        "trim(text) LIKE '%?' OR trim(text) LIKE '?%' OR lower(trim(text)) LIKE 'question:%')"
    )


def downgrade() -> None:
    op.execute("UPDATE note SET kind = 'note' WHERE kind = 'question'")
    op.execute("UPDATE sorting SET from_kind = 'note' WHERE from_kind = 'question'")
    op.execute("UPDATE sorting SET to_kind = 'note' WHERE to_kind = 'question'")
    for table in PHASES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("collects_questions")


def _mark(table: str) -> None:
    # The phases of our methods in which the group asks, and copies of them.
    columns = (("title", sa.String()), ("speaks", sa.String()), ("collects_questions", sa.Boolean()))
    phase = sa.table(table, *(sa.column(name, kind) for name, kind in columns))
    is_one = sa.or_(phase.c.title.like("Questions %"), phase.c.title == "Open questions")
    op.execute(phase.update().where(is_one, phase.c.speaks == "group").values(collects_questions=True))
