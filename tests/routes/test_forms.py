"""Posted text is counted as the browser counts it: a letter with its accent is one, and so is a line's end."""

import pytest

from app.domain import cases, pro_forma
from tests.cast import Cast

LONGEST = pro_forma.LONGEST["wants"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Jose\u0301 rang", "Jos\u00e9 rang"), ("One\r\nTwo", "One\nTwo"), ("e\u0301" * LONGEST, "\u00e9" * LONGEST)],
    ids=["an accent of its own", "a line's end", "as long as may be"],
)
def test_letters_and_line_ends_are_counted_once(client_for, look, cast: Cast, typed: str, kept: str) -> None:
    url = f"/cases/{cast.draft_case.id}/pages/3"
    assert client_for(cast.nia).post(url, data={"wants": typed}).status_code == 303
    with look() as db:
        case = cases.by_id(db, cast.draft_case.id)
        assert case and case.wants == kept
