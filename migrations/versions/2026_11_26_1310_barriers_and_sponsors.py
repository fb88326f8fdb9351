"""Where a barrier stands is read from its asks, answers and what was said of it, and stands nowhere else.

Revision ID: 0013
Revises: 0012
"""

import uuid
from typing import Any

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "barrier_follow_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("barrier_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("word", TEXT(length=20), nullable=False),
        sa.Column("why", TEXT(length=500), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=True),
        sa.Column("at", MOMENT(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["barrier_id"], ["barrier.id"], name=op.f("fk_barrier_follow_up_barrier_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_barrier_follow_up_meeting_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_barrier_follow_up_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier_follow_up")),
    )
    op.create_index(op.f("ix_barrier_follow_up_barrier_id"), "barrier_follow_up", ["barrier_id"])
    with op.batch_alter_table("barrier_joined") as table:
        table.add_column(sa.Column("shows", TEXT(length=300), nullable=False, server_default=""))
    with op.batch_alter_table("barrier_joined") as table:
        table.alter_column("shows", server_default=None)
    _widen_asks()
    _tie_replies_to_asks()
    _move_endings()
    with op.batch_alter_table("barrier") as table:
        table.add_column(sa.Column("lever", TEXT(length=20), nullable=False, server_default=""))
        table.drop_index("ix_barrier_asked_id")
        table.drop_index("ix_barrier_ended_at")
        table.drop_constraint("fk_barrier_asked_id", type_="foreignkey")
        for name in (*NEWEST_ASK, *NEWEST_ANSWER, *ENDING):
            table.drop_column(name)
    with op.batch_alter_table("barrier") as table:
        table.alter_column("lever", server_default=None)


NEWEST_ASK = ("ask", "asked_id", "asked_at", "reply_by")
NEWEST_ANSWER = ("answer", "answer_why", "answered_at")
ENDING = ("ending", "ending_why", "ended_at")


def _widen_asks() -> None:
    with op.batch_alter_table("barrier_ask") as table:
        table.alter_column("sponsor_id", existing_type=sa.Uuid(), nullable=True)
        table.add_column(sa.Column("sent_at", MOMENT(), nullable=True))
        table.add_column(sa.Column("sent_by_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("reminded_at", MOMENT(), nullable=True))
        table.add_column(sa.Column("put_away_at", MOMENT(), nullable=True))
        table.create_foreign_key(op.f("fk_barrier_ask_sent_by_id"), "person", ["sent_by_id"], ["id"])
        table.create_index(op.f("ix_barrier_ask_sponsor_id"), ["sponsor_id"])
    # Until now every ask was sent as it was written.
    op.execute("UPDATE barrier_ask SET sent_at = at, sent_by_id = by_id")


def _tie_replies_to_asks() -> None:
    with op.batch_alter_table("barrier_reply") as table:
        table.add_column(sa.Column("ask_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("hear_by", sa.Date(), nullable=True))
        table.add_column(sa.Column("check_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("mended_at", MOMENT(), nullable=True))
        table.add_column(sa.Column("told_at", MOMENT(), nullable=True))
        table.add_column(sa.Column("told_meeting_id", sa.Uuid(), nullable=True))
    asks, replies = _table("barrier_ask"), _table("barrier_reply")
    known = list(op.get_bind().execute(sa.select(asks).order_by(asks.c.at)))
    for reply in list(op.get_bind().execute(sa.select(replies))):
        op.get_bind().execute(sa.update(replies).where(replies.c.id == reply.id).values(ask_id=_ask_of(reply, known)))
    with op.batch_alter_table("barrier_reply") as table:
        table.alter_column("ask_id", existing_type=sa.Uuid(), nullable=False)
        table.drop_constraint("fk_barrier_reply_sponsor_id", type_="foreignkey")
        table.drop_column("sponsor_id")
        table.create_foreign_key(op.f("fk_barrier_reply_ask_id"), "barrier_ask", ["ask_id"], ["id"], ondelete="CASCADE")
        table.create_foreign_key(op.f("fk_barrier_reply_told_meeting_id"), "meeting", ["told_meeting_id"], ["id"])
        table.create_index(op.f("ix_barrier_reply_ask_id"), ["ask_id"])


def _ask_of(reply: Any, asks: list[Any]) -> Any:
    """The newest ask that this reply can be about: of the same sponsor, and sent before it."""
    about = [ask for ask in asks if ask.barrier_id == reply.barrier_id]
    theirs = [ask for ask in about if ask.sponsor_id == reply.sponsor_id and ask.at <= reply.at]
    return (theirs or about)[-1].id


def _move_endings() -> None:
    barriers, said = _table("barrier"), _table("barrier_follow_up")
    for one in list(op.get_bind().execute(sa.select(barriers).where(barriers.c.ended_at.is_not(None)))):
        known = {"number": 1, "word": one.ending or "let_go", "why": one.ending_why, "at": one.ended_at}
        op.get_bind().execute(sa.insert(said).values(id=uuid.uuid4(), barrier_id=one.id, **known))


def downgrade() -> None:
    with op.batch_alter_table("barrier") as table:
        for name, length in {"ask": 600, "answer": 20, "answer_why": 1000, "ending": 20, "ending_why": 500}.items():
            table.add_column(sa.Column(name, TEXT(length=length), nullable=False, server_default=""))
        for name in ("asked_at", "answered_at", "ended_at"):
            table.add_column(sa.Column(name, MOMENT(), nullable=True))
        table.add_column(sa.Column("asked_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("reply_by", sa.Date(), nullable=True))
        table.drop_column("lever")
    with op.batch_alter_table("barrier") as table:
        for name in ("ask", "answer", "answer_why", "ending", "ending_why"):
            table.alter_column(name, server_default=None)
        table.create_foreign_key(op.f("fk_barrier_asked_id"), "membership", ["asked_id"], ["id"])
        table.create_index(op.f("ix_barrier_asked_id"), ["asked_id"])
        table.create_index(op.f("ix_barrier_ended_at"), ["ended_at"])
    _say_where_each_stands()
    with op.batch_alter_table("barrier_reply") as table:
        table.add_column(sa.Column("sponsor_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE barrier_reply SET sponsor_id ="
        " (SELECT sponsor_id FROM barrier_ask WHERE barrier_ask.id = barrier_reply.ask_id)"
    )
    # What was mended, or written and not sent, was not kept before.
    op.execute("DELETE FROM barrier_reply WHERE mended_at IS NOT NULL")
    op.execute("DELETE FROM barrier_ask WHERE sent_at IS NULL OR sponsor_id IS NULL")
    with op.batch_alter_table("barrier_reply") as table:
        table.create_foreign_key(op.f("fk_barrier_reply_sponsor_id"), "membership", ["sponsor_id"], ["id"])
        table.drop_index("ix_barrier_reply_ask_id")
        table.drop_constraint("fk_barrier_reply_ask_id", type_="foreignkey")
        table.drop_constraint("fk_barrier_reply_told_meeting_id", type_="foreignkey")
        for name in ("ask_id", "hear_by", "check_on", "mended_at", "told_at", "told_meeting_id"):
            table.drop_column(name)
    with op.batch_alter_table("barrier_ask") as table:
        table.drop_index("ix_barrier_ask_sponsor_id")
        table.drop_constraint("fk_barrier_ask_sent_by_id", type_="foreignkey")
        for name in ("sent_at", "sent_by_id", "reminded_at", "put_away_at"):
            table.drop_column(name)
        table.alter_column("sponsor_id", existing_type=sa.Uuid(), nullable=False)
    with op.batch_alter_table("barrier_joined") as table:
        table.drop_column("shows")
    op.drop_table("barrier_follow_up")


def _say_where_each_stands() -> None:
    barriers, asks, replies = _table("barrier"), _table("barrier_ask"), _table("barrier_reply")
    said, run = _table("barrier_follow_up"), op.get_bind().execute
    for one in list(run(sa.select(asks).where(asks.c.sent_at.is_not(None)).order_by(asks.c.sent_at))):
        newest = {"ask": one.text, "asked_id": one.sponsor_id, "asked_at": one.sent_at, "reply_by": one.reply_by}
        run(sa.update(barriers).where(barriers.c.id == one.barrier_id).values(newest))
    for one in list(run(sa.select(replies).where(replies.c.mended_at.is_(None)).order_by(replies.c.at))):
        newest = {"answer": one.word, "answer_why": one.why, "answered_at": one.at}
        is_newer = barriers.c.asked_at <= one.at
        run(sa.update(barriers).where(barriers.c.id == one.barrier_id, is_newer).values(newest))
    for one in list(run(sa.select(said).order_by(said.c.number))):
        is_end = one.word not in {"back", "reopened"}
        word = "lifted" if one.word == "holds" else one.word
        newest = {"ending": word, "ending_why": one.why, "ended_at": one.at} if is_end else {"ended_at": None}
        run(sa.update(barriers).where(barriers.c.id == one.barrier_id).values(newest))


def _table(name: str) -> Any:
    known = {
        "barrier": (*NEWEST_ASK, *NEWEST_ANSWER, *ENDING),
        "barrier_ask": ("barrier_id", "sponsor_id", "text", "reply_by", "at", "by_id", "sent_at"),
        "barrier_reply": ("barrier_id", "sponsor_id", "ask_id", "word", "why", "at", "mended_at"),
        "barrier_follow_up": ("barrier_id", "number", "word", "why", "at"),
    }
    return sa.table(name, *(sa.column(each, _kind_of(each)) for each in ("id", *known[name])))


def _kind_of(column: str) -> Any:
    if column == "id" or column.endswith("_id"):
        return sa.Uuid()
    if column == "at" or column.endswith("_at"):
        return MOMENT()
    if column == "number":
        return sa.Integer()
    return sa.Date() if column == "reply_by" else sa.String()
