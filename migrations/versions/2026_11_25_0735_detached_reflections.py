"""Reflections that are nobody's, and when a reflection was written; used tokens lose their hour and their order.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENTS = """
UPDATE reflection SET moment = coalesce((
    SELECT CASE
        WHEN meeting.called_off_at IS NOT NULL THEN ''
        WHEN meeting.started_at IS NULL OR reflection.at < meeting.started_at THEN 'before'
        WHEN meeting.closed_at IS NULL OR reflection.at < meeting.closed_at THEN 'during'
        ELSE 'after' END
    FROM meeting
    WHERE meeting.id = coalesce(
        reflection.meeting_id, (SELECT "case".meeting_id FROM "case" WHERE "case".id = reflection.case_id)
    )
), '')
"""


def upgrade() -> None:
    op.create_table(
        "detached_reflection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("moment", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("has_kept_findings", sa.Boolean(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(CAST(day AS VARCHAR(40))) = 10", name=op.f("ck_detached_reflection_no_time")),
        sa.CheckConstraint(
            "substr(replace(CAST(id AS VARCHAR(40)), '-', ''), 13, 1) = '4'",
            name=op.f("ck_detached_reflection_random_id"),
        ),
        sa.CheckConstraint("(case_id IS NULL) <> (meeting_id IS NULL)", name=op.f("ck_detached_reflection_one_place")),
        sa.CheckConstraint(
            "moment IN ('', 'before', 'on_the_day', 'after')", name=op.f("ck_detached_reflection_moment_of_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_detached_reflection_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_detached_reflection_meeting_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_detached_reflection_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detached_reflection")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("detached_reflection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_detached_reflection_community_id"), ["community_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_detached_reflection_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_detached_reflection_case_id"), ["case_id"], unique=False)

    # What stands already gets a value; from then on the product gives one.
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("moment", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False, server_default="")
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_reflection_somebodys"), "shared IN ('private', 'named', 'agency')"
        )
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.alter_column("moment", server_default=None)
    op.execute(MOMENTS)
    _forget_the_hours()


def downgrade() -> None:
    # The used tokens may stay as they are: nothing asks for their hour.
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_reflection_somebodys"), type_="check")
        batch_op.drop_column("moment")
    op.drop_table("detached_reflection")


def _forget_the_hours() -> None:
    # A token was kept with the moment in which its form came, in the order in which the forms came.
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE used_token SET at = substr(at, 1, 10) || ' 00:00:00.000000'")
    else:
        op.execute("UPDATE used_token SET at = date_trunc('day', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'")
    recreate = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("used_token", recreate=recreate, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.alter_column("at", existing_type=sqlmodel.sql.sqltypes.UTCDateTime(), existing_nullable=False)
