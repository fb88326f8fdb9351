"""Who helps with an action.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action_helper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_helper_action_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_action_helper_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_helper")),
        sa.UniqueConstraint("action_id", "person_id", name=op.f("uq_action_helper_action_id")),
    )
    op.create_index(op.f("ix_action_helper_action_id"), "action_helper", ["action_id"])
    op.create_index(op.f("ix_action_helper_person_id"), "action_helper", ["person_id"])


def downgrade() -> None:
    op.drop_table("action_helper")
