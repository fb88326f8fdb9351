"""Who is asking, and in which community: filled by the loaders, read by the pages, one for each request."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app import access
from app.domain import once
from app.domain.communities import Community
from app.domain.memberships import Membership
from app.domain.people import Person
from app.domain.sign_ins import SignIn
from app.doors import Doors
from app.presence import Presence

if TYPE_CHECKING:
    from app.routes.alike import Pieces


@dataclass
class Here:
    """What is known about the request so far."""

    presence: Presence
    doors: Doors
    pieces: "Pieces"
    me: Person | None = None
    sign_in: SignIn | None = None
    membership: Membership | None = None
    community: Community | None = None
    # The guest who was signed in here until that ended; their place says whether the meeting is over.
    guest: Membership | None = None
    is_partial: bool = False
    demo: bool = False
    cast: list[Any] = field(default_factory=list)
    flash: str | None = None
    # Whether the page holds words that are read while they are written, and so brings the script for it.
    is_coached: bool = False
    # The mark of the form that was sent, if it holds a one-use token.
    once: str = ""
    # Whether the answer is a question or a no, and nothing was saved.
    is_refused: bool = False
    # How far the open pages had come before this request read anything: what its page shows is at least as new.
    version: int = 0

    def may(self, permission: str, thing: Any = None, as_member: Membership | None = None) -> access.Answer:
        """Whether whoever is asking may do it here, or in the community of another membership of theirs."""
        return access.may(as_member or self.membership, permission, thing)

    def fresh_token(self) -> str:
        """A one-use token for a form that is being shown."""
        return once.token_for(self.me.id if self.me else None)


# Set by the gate before anything runs; loaders fill the object in their worker threads.
_here: ContextVar[Here] = ContextVar("here")


def here() -> Here:
    """This request's Here."""
    return _here.get()


def this_community() -> Community:
    """The community that a loader has let the request into."""
    community = here().community
    assert community is not None
    return community


def begin(fresh: Here) -> None:
    """Take a fresh Here for the request that begins."""
    _here.set(fresh)
