"""Long lists, page by page."""

from typing import NamedTuple


class Paged(NamedTuple):
    """Which page of how many, and how many rows stand before it."""

    page: int
    pages: int
    before: int


def paged(wanted: int, total: int, on_a_page: int) -> Paged:
    """The page that is wanted, or the nearest that there is; even an empty list has one."""
    pages = max(1, -(-total // on_a_page))
    page = min(max(1, wanted), pages)
    return Paged(page, pages, (page - 1) * on_a_page)
