"""Topics: what members would like to talk about; they wait until they stand on an agenda."""

from typing import Annotated, Any, ClassVar

from fastapi import Response
from pydantic import Field, StringConstraints
from sqlmodel import Session

from app.db import Db
from app.domain import agenda, meetings, memberships, notes, reading
from app.domain.communities import Community
from app.routes.deps import CommunityTopics, CommunityToProposeTo, Me, Now, noun_router
from app.routes.forms import Form, FormModel, Line, Words, empty, posted
from app.routes.pages import page, path, see_other

router = noun_router()


class TopicForm(FormModel):
    """What somebody would like to talk about, and why."""

    WORDS: ClassVar[Words] = {
        "title": {"*": "Say in a few words what we would talk about."},
        "minutes": {"*": "Write how many minutes it may take, from 1 to 240."},
    }
    title: Line
    why: Annotated[str, StringConstraints(max_length=500)] = ""
    minutes: Annotated[int, Field(ge=1, le=240)] = 15
    keep: bool = False


@router.get("/communities/{community_id}/topics")
def list_topics(community: CommunityTopics, db: Db) -> Response:
    """What waits for a meeting, and what was let go."""
    return _topics(db, community, empty(minutes=15))


@router.post("/communities/{community_id}/topics")
def propose_topic(
    community: CommunityToProposeTo, me: Me, db: Db, at: Now, form: Annotated[Form[TopicForm], posted(TopicForm)]
) -> Response:
    """Propose a topic."""
    if not form.is_good:
        return _topics(db, community, form, status=422)
    words = form.data.model_dump(exclude={"keep"})
    try:
        agenda.propose(db, community.id, **words, kept=form.data.keep, by=me, at=at)
    except reading.NotKept as no:
        return _topics(db, community, form.wrong("keep", no.message), found=_found(form.data), status=422)
    return see_other(path("list_topics", community_id=community.id), "Your topic waits for a meeting.")


def _topics(
    db: Session,
    community: Community,
    form: Form[Any],
    *,
    found: list[list[reading.Piece]] | None = None,
    status: int = 200,
) -> Response:
    waiting = agenda.waiting(db, community.id)
    return page(
        "topics/index.html",
        status=status,
        form=form,
        found=found or [],
        waiting=waiting,
        earlier_notes=notes.of_items(db, {item.id for item in waiting}),
        let_go=agenda.let_go_in(db, community.id),
        next_meeting=meetings.next_in(db, community.id),
        names=memberships.names_in(db, community.id),
    )


def _found(words: TopicForm) -> list[list[reading.Piece]]:
    read = {text: reading.read(text) for text in (words.title, words.why)}
    return [reading.pieces(text, findings) for text, findings in read.items() if findings]
