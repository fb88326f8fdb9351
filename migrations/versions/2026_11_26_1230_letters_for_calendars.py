"""Letters that a calendar reads too, and whom an answer to them reaches.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("calendar", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("reply_to", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False, server_default="")
        )
    # What stands already has a value now; from then on the product gives one.
    with op.batch_alter_table("letter", schema=None) as batch_op:
        for name in ("calendar", "reply_to"):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("letter", schema=None) as batch_op:
        for name in ("reply_to", "calendar"):
            batch_op.drop_column(name)
