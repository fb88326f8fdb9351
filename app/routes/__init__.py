"""All routers in reading order: the map of the site."""

from app.routes import (
    actions,
    barriers,
    cases,
    communities,
    health,
    home,
    meetings,
    members,
    miracles,
    sign_in,
)

ROUTERS = [
    home.router,
    sign_in.router,
    communities.router,
    members.router,
    meetings.router,
    cases.router,
    actions.router,
    miracles.router,
    barriers.router,
    health.router,
]
