"""Posted text is counted as the browser counts it, and a form that was answered with a no was not received."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from app.domain import cases, once, pro_forma
from tests.cast import Cast

PARTIAL = {"HX-Request-Type": "partial"}
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


# Where, what is sent, and what stands in the answer: a field's error, the coach's question, a gentle one, a conflict.
NOT_SAVED = {
    "a field": ("/communities/{c.community.id}/actions", {"text": "x" * 501}, 422, "Make this shorter"),
    "the coach": ("/cases/{c.open_case.id}/summary", {"text": "Ring 07700 900245"}, 422, "07700 900245"),
    "a question": (
        "/communities/{c.community.id}/barriers",
        {"text": "She missed two."},
        422,
        "The rule, not the person",
    ),
    "a conflict": ("/cases/{c.open_case.id}/summary", {"text": "Evenings.", "seen": ""}, 409, "Evenings."),
}


@pytest.mark.parametrize("name", NOT_SAVED)
@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "partial"])
def test_what_was_not_saved_is_never_taken_for_received(
    client_for, look, cast: Cast, name: str, headers: dict[str, str]
) -> None:
    url, sent, status, said = NOT_SAVED[name]
    url, nia = url.format(c=cast), client_for(cast.nia)
    if name == "a conflict":
        client_for(cast.fatima).post(url, data={"text": "Mornings."})
    for _ in range(3):
        answer = nia.post(url, data=sent | {"once": "a-token"}, headers=headers)
        assert answer.status_code == status and said in answer.text and "already have this" not in answer.text
    with look() as db:
        assert not db.exec(select(once.UsedToken)).all()


def test_a_double_click_on_it_is_answered_twice_with_the_words(client_for, cast: Cast) -> None:
    url, sent, status, said = NOT_SAVED["the coach"]
    nia, url = client_for(cast.nia), url.format(c=cast)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: nia.post(url, data=sent | {"once": "a-token"}), range(4)))
    assert [one.status_code for one in answers] == [status] * 4 and all(said in one.text for one in answers)
