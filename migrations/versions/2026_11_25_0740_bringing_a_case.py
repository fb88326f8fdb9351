"""The pro-forma one question a page, the map of one day, and code names that are never used again.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WORDS = {"housing_kind": 20, "needs_other": 500, "around_kinds": 300, "missing_kinds": 300}


def upgrade() -> None:
    op.create_table(
        "used_name",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_used_name_community_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", "name", name=op.f("pk_used_name")),
    )
    op.execute('INSERT INTO used_name (community_id, name) SELECT DISTINCT community_id, code_name FROM "case"')
    with op.batch_alter_table("case", schema=None) as batch_op:
        for name, length in WORDS.items():
            kind = sqlmodel.sql.sqltypes.AutoString(length=length)
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("one_day", sa.JSON(), nullable=False, server_default="[]"))
    # What stands already has a value now; from then on the product gives one.
    with op.batch_alter_table("case", schema=None) as batch_op:
        for name in [*WORDS, "one_day"]:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        for name in ["one_day", *WORDS]:
            batch_op.drop_column(name)
    op.drop_table("used_name")
