"""What somebody writes to look for actions is read into what is meant."""

import pytest

from app.domain import action_search
from app.domain.action_search import Search


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", Search()),
        ("  ring   the hostel ", Search(words=("ring", "the", "hostel"))),
        ("is:open is:Done", Search(states=frozenset({"open", "done"}))),
        ("is:let-go is:letgo", Search(states=frozenset({"letgo"}))),
        ("@Me @Omar #Benefits", Search(names=("me", "Omar"), whole=("Benefits",))),
        ('@"Omar Reid" "the hostel"', Search(names=("Omar Reid",), words=("the hostel",))),
        ("“the hostel”", Search(words=("the hostel",))),
        ("is:overdue owner:omar tea", Search(words=("tea",), unknown=("is:overdue", "owner:omar"))),
        ("is:", Search(unknown=("is:",))),
        ("by 10:30 http://a.uk", Search(words=("by", "10:30", "http://a.uk"))),
        ('@ # "" tea tea', Search(words=("tea",))),
    ],
)
def test_each_part_is_read(text: str, meant: Search) -> None:
    assert action_search.read(text)._replace(text="") == meant


def test_what_was_written_stays_and_is_not_endless() -> None:
    assert action_search.read(" is:open   tea ").text == "is:open tea"
    assert len(action_search.read("a" * 1000).text) == action_search.LONGEST
    assert len(action_search.read(" ".join(f"w{n}" for n in range(50))).words) == action_search.MOST


def test_words_alone_that_we_do_not_know_look_for_nothing() -> None:
    assert action_search.read("is:late").is_empty
    assert not action_search.read("@me").is_empty
