"""Whose pause it is, so that a facilitator's is not ended by the presenter; and which marks share a key.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PAUSED_BY = """
UPDATE "case" SET paused_by_id = (
    SELECT history.by_id FROM history
    WHERE history.about_id = "case".id AND history.noun = 'cases' AND history.verb = 'paused'
    ORDER BY history.at DESC LIMIT 1
)
WHERE paused_at IS NOT NULL
"""
# A mark made before its case's key is of an earlier one, of which the day is not known: at the earliest its own.
KEY_OF = """
UPDATE recognition SET key_on = coalesce((
    SELECT recognition_key.made_on FROM recognition_key
    WHERE recognition_key.case_id = recognition.case_id AND recognition_key.made_on <= recognition.on_day
), on_day)
"""


def upgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_by_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_case_paused_by_id"), "person", ["paused_by_id"], ["id"])
    op.execute(PAUSED_BY)
    # Not in a batch: it would give the marks row numbers, which say who pressed before whom.
    op.add_column("recognition", sa.Column("key_on", sa.Date(), nullable=True))
    op.execute(KEY_OF)


def downgrade() -> None:
    op.drop_column("recognition", "key_on")
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_case_paused_by_id"), type_="foreignkey")
        batch_op.drop_column("paused_by_id")
