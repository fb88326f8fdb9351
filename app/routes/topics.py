"""Topics: what members would like to talk about; they wait until they stand on an agenda."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from fastapi import Response
from pydantic import Field, StringConstraints
from sqlmodel import Session

from app.db import Db
from app.domain import agenda, meetings, memberships, notes
from app.domain.communities import Community
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import CommunityTopics, CommunityToProposeTo, Me, Now, noun_router
from app.routes.forms import Form, Line, Words, empty, posted
from app.routes.hiding import hidden_cases, not_of
from app.routes.pages import page, path, see_other

router = noun_router()


class TopicForm(SharedForm):
    """What somebody would like to talk about, and why."""

    WORDS: ClassVar[Words] = {
        "title": {"*": "Say in a few words what we would talk about."},
        "minutes": {"*": "Write how many minutes it may take, from 1 to 240."},
    }
    READ = ("title", "why")
    title: Line
    why: Annotated[str, StringConstraints(max_length=500)] = ""
    minutes: Annotated[int, Field(ge=1, le=240)] = 15


@router.get("/communities/{community_id}/topics")
def list_topics(community: CommunityTopics, db: Db, at: Now) -> Response:
    """What waits for a meeting, and what was let go."""
    return _topics(db, community, empty(minutes=15), at=at)


@router.post("/communities/{community_id}/topics")
def propose_topic(
    community: CommunityToProposeTo, me: Me, db: Db, at: Now, form: Annotated[Form[TopicForm], posted(TopicForm)]
) -> Response:
    """Propose a topic."""
    read_again(form)
    if not form.is_good:
        return _topics(db, community, form, at=at, status=422)
    item = agenda.propose(db, community.id, **form.data.model_dump(), by=me, at=at)
    note_kept(db, form, "agenda", item, by=me, at=at)
    return see_other(path("list_topics", community_id=community.id), "Your topic waits for a meeting.")


def _topics(db: Session, community: Community, form: Form[Any], *, at: datetime, status: int = 200) -> Response:
    waiting = agenda.waiting(db, community.id)
    return page(
        "topics/index.html",
        status=status,
        form=form,
        waiting=waiting,
        earlier_notes=not_of(hidden_cases(db, community.id), notes.of_items(db, {item.id for item in waiting})),
        let_go=agenda.let_go_in(db, community.id),
        next_meeting=meetings.next_in(db, community.id, at),
        names=memberships.names_in(db, community.id),
    )
