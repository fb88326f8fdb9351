"""A form with a one-use token: sent twice it counts once, also in one moment; with other words it is another."""

from concurrent.futures import ThreadPoolExecutor

from sqlmodel import Session, select

from app.db import Database, new_id
from app.domain import once
from tests.cast import NOW

WHERE = "/communities/x/actions"


def mark(text: str, token: str = "a-token") -> str:
    return once.mark(token, WHERE, [("text", text)])


def test_sent_in_one_moment_each_of_two_texts_counts_once(database: Database) -> None:
    def send(number: int) -> tuple[str, bool]:
        text = f"Ring {'AB'[number % 2]}"
        with database.writing() as db:
            return text, once.spend(db, mark(text), at=NOW)

    with ThreadPoolExecutor(8) as threads:
        counted = [text for text, counts in threads.map(send, range(8)) if counts]
    assert sorted(counted) == ["Ring A", "Ring B"]


def test_given_back_only_that_text_can_be_sent_again(db: Session) -> None:
    for text in ("one", "two"):
        assert once.spend(db, mark(text), at=NOW)
    once.give_back(db, mark("one"))
    assert [once.spend(db, mark(text), at=NOW) for text in ("one", "two")] == [True, False]


def test_the_order_of_the_fields_is_nothing_and_the_place_and_the_token_are_something() -> None:
    sent = [("text", "Ring"), ("owner", "x")]
    known = once.mark("a-token", WHERE, sent)
    assert known == once.mark("a-token", WHERE, reversed(sent))
    others = {once.mark("b-token", WHERE, sent), once.mark("a-token", "/", sent), once.mark("a-token", WHERE, [])}
    assert known not in others and len(others) == 3


def test_two_fields_are_not_taken_for_one() -> None:
    assert once.mark("t", WHERE, [("a", 'x"], ["b", "y')]) != once.mark("t", WHERE, [("a", "x"), ("b", "y")])


def test_what_is_kept_tells_neither_the_token_nor_the_words(db: Session) -> None:
    once.spend(db, mark("Ring the landlord", "a-long-token"), at=NOW)
    [kept] = db.exec(select(once.UsedToken)).all()
    assert "landlord" not in str(kept) and "a-long-token" not in str(kept) and kept.at.hour == 0


def test_a_token_says_to_nobody_but_us_whose_page_it_stands_in() -> None:
    mine, others = new_id(), new_id()
    token = once.token_for(mine)
    assert once.is_somebodys(token) and not once.is_for_another(token, mine) and once.is_for_another(token, others)
    assert mine.hex[:8] not in token and len(token) <= 64
    assert not once.is_somebodys(once.token_for(None)) and not once.is_for_another("a-token", mine)
    assert once.is_for_another("a.\u00e9", mine)
