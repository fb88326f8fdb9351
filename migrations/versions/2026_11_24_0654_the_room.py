"""Case methods and their phases, rounds, silent writing, breaks, feedback and aftercare.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What stands already gets a value; from then on the product gives one.
    op.create_table(
        "case_method",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("put_away_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_case_method_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_case_method_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_method")),
    )
    with op.batch_alter_table("case_method", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_method_community_id"), ["community_id"], unique=False)

    op.create_table(
        "feedback_count",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("question", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_feedback_count_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "question", "answer", name=op.f("pk_feedback_count")),
    )
    op.create_table(
        "method_phase",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("method_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("speaks", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("others_do", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("presenter_is_silent", sa.Boolean(), nullable=False),
        sa.Column("collects_offers", sa.Boolean(), nullable=False),
        sa.Column("chooses_offers", sa.Boolean(), nullable=False),
        sa.Column("put_away_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["method_id"], ["case_method.id"], name=op.f("fk_method_phase_method_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_method_phase")),
    )
    with op.batch_alter_table("method_phase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_method_phase_method_id"), ["method_id"], unique=False)

    op.create_table(
        "aftercare",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("rings_id", sa.Uuid(), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("done_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("put_away_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_aftercare_by_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_aftercare_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_aftercare_done_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_aftercare_meeting_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_aftercare_membership_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["rings_id"], ["person.id"], name=op.f("fk_aftercare_rings_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aftercare")),
    )
    with op.batch_alter_table("aftercare", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_aftercare_community_id"), ["community_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_aftercare_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_aftercare_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "feedback_given",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("question", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_feedback_given_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_feedback_given_membership_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "membership_id", "question", name=op.f("pk_feedback_given")),
    )
    op.create_table(
        "last_word",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("word", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_last_word_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_last_word_membership_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting_id", "membership_id", name=op.f("pk_last_word")),
        sa.UniqueConstraint("id", name=op.f("uq_last_word_id")),
    )
    op.create_table(
        "phase",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("added_minutes", sa.Integer(), nullable=False),
        sa.Column("speaks", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("others_do", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("presenter_is_silent", sa.Boolean(), nullable=False),
        sa.Column("collects_offers", sa.Boolean(), nullable=False),
        sa.Column("chooses_offers", sa.Boolean(), nullable=False),
        sa.Column("began_after", sa.Integer(), nullable=True),
        sa.Column("took", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_phase_agenda_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase")),
    )
    with op.batch_alter_table("phase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phase_agenda_item_id"), ["agenda_item_id"], unique=False)

    op.create_table(
        "round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=True),
        sa.Column("question", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("by_agency", sa.Boolean(), nullable=False),
        sa.Column("begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("begun_by_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("speaking_id", sa.Uuid(), nullable=True),
        sa.Column("first_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_round_agenda_item_id")),
        sa.ForeignKeyConstraint(["begun_by_id"], ["person.id"], name=op.f("fk_round_begun_by_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_round_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_round_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_agenda_item_id"), ["agenda_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_community_id"), ["community_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "writing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("agenda_item_id", sa.Uuid(), nullable=True),
        sa.Column("question", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("begun_by_id", sa.Uuid(), nullable=False),
        sa.Column("revealed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_writing_agenda_item_id")),
        sa.ForeignKeyConstraint(["begun_by_id"], ["person.id"], name=op.f("fk_writing_begun_by_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_writing_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_writing_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_writing")),
    )
    with op.batch_alter_table("writing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_writing_agenda_item_id"), ["agenda_item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_writing_community_id"), ["community_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_writing_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "slip",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("writing_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("is_ready", sa.Boolean(), nullable=False),
        sa.Column("is_put_away", sa.Boolean(), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_slip_membership_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["writing_id"], ["writing.id"], name=op.f("fk_slip_writing_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip")),
        sa.UniqueConstraint("writing_id", "membership_id", name=op.f("uq_slip_writing_id")),
    )
    with op.batch_alter_table("slip", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slip_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_slip_writing_id"), ["writing_id"], unique=False)

    op.create_table(
        "turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("word", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("pressed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_turn_agency_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_turn_membership_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_turn_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
        sa.UniqueConstraint("agency_id", "round_id", name=op.f("uq_turn_agency_id")),
        sa.UniqueConstraint("round_id", "membership_id", name=op.f("uq_turn_round_id")),
    )
    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turn_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_turn_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_turn_round_id"), ["round_id"], unique=False)

    op.create_table(
        "lending",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("taker_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("undone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_lending_by_id")),
        sa.ForeignKeyConstraint(["giver_id"], ["agenda_item.id"], name=op.f("fk_lending_giver_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_lending_meeting_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["taker_id"], ["agenda_item.id"], name=op.f("fk_lending_taker_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lending")),
    )
    with op.batch_alter_table("lending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lending_giver_id"), ["giver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lending_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lending_taker_id"), ["taker_id"], unique=False)

    with op.batch_alter_table("deferral", schema=None) as batch_op:
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("added_minutes", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("returned", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(
            sa.Column("stood", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False, server_default="")
        )

    op.create_table(
        "sorting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("from_kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_sorting_by_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_sorting_community_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sorting")),
    )
    with op.batch_alter_table("sorting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sorting_community_id"), ["community_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sorting_from_id"), ["from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sorting_to_id"), ["to_id"], unique=False)

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("usual_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("proposed_minutes", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("method", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False, server_default="")
        )

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("handed_from_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("scribe_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("break_begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("break_ends_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("minutes_ready_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("minutes_ready_by_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("in_short", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("on_paper", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_foreign_key(batch_op.f("fk_meeting_handed_from_id"), "person", ["handed_from_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_meeting_scribe_id"), "person", ["scribe_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_meeting_minutes_ready_by_id"), "person", ["minutes_ready_by_id"], ["id"]
        )

    # Nobody was asked to read over the minutes of meetings held before: they do not begin to wait now.
    op.execute("UPDATE meeting SET minutes_ready_at = closed_at WHERE closed_at IS NOT NULL")

    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("word_before", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("comes_about", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("leaves_about", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("guest_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ends_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("uses_shortcuts", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("uses_shortcuts")

    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_column("changed_at")

    with op.batch_alter_table("guest_link", schema=None) as batch_op:
        batch_op.drop_column("ends_at")

    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_column("leaves_about")
        batch_op.drop_column("comes_about")
        batch_op.drop_column("word_before")

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_meeting_minutes_ready_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_meeting_handed_from_id"), type_="foreignkey")
        batch_op.drop_column("on_paper")
        batch_op.drop_column("in_short")
        batch_op.drop_column("minutes_ready_by_id")
        batch_op.drop_column("minutes_ready_at")
        batch_op.drop_column("break_ends_at")
        batch_op.drop_column("break_begun_at")
        batch_op.drop_constraint(batch_op.f("fk_meeting_scribe_id"), type_="foreignkey")
        batch_op.drop_column("scribe_id")
        batch_op.drop_column("handed_from_id")

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_column("method")
        batch_op.drop_column("proposed_minutes")
        batch_op.drop_column("usual_minutes")

    with op.batch_alter_table("deferral", schema=None) as batch_op:
        for column in ("stood", "returned", "added_minutes", "position"):
            batch_op.drop_column(column)

    op.drop_table("lending")

    op.drop_table("sorting")
    with op.batch_alter_table("turn", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_turn_round_id"))
        batch_op.drop_index(batch_op.f("ix_turn_membership_id"))
        batch_op.drop_index(batch_op.f("ix_turn_agency_id"))

    op.drop_table("turn")
    with op.batch_alter_table("slip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_slip_writing_id"))
        batch_op.drop_index(batch_op.f("ix_slip_membership_id"))

    op.drop_table("slip")
    with op.batch_alter_table("writing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_writing_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_writing_community_id"))
        batch_op.drop_index(batch_op.f("ix_writing_agenda_item_id"))

    op.drop_table("writing")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_round_community_id"))
        batch_op.drop_index(batch_op.f("ix_round_agenda_item_id"))

    op.drop_table("round")
    with op.batch_alter_table("phase", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phase_agenda_item_id"))

    op.drop_table("phase")
    op.drop_table("last_word")
    op.drop_table("feedback_given")
    with op.batch_alter_table("aftercare", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_aftercare_membership_id"))
        batch_op.drop_index(batch_op.f("ix_aftercare_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_aftercare_community_id"))

    op.drop_table("aftercare")
    with op.batch_alter_table("method_phase", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_method_phase_method_id"))

    op.drop_table("method_phase")
    op.drop_table("feedback_count")
    with op.batch_alter_table("case_method", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_method_community_id"))

    op.drop_table("case_method")
