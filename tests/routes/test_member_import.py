"""Bringing in a list: pasted or from a file, looked at before anything is written."""

from html import unescape
from pathlib import Path

import pytest

from app.domain import memberships, outbox
from tests.cast import Cast

EXAMPLE = (Path(__file__).resolve().parents[2] / "docs" / "examples" / "members.csv").read_text()


def count(look, cast: Cast) -> tuple[int, int]:
    """Members and invitation letters."""
    with look() as db:
        letters = [letter for letter in outbox.latest(db, most=600) if letter.kind == "invitation"]
        return len(memberships.members_of(db, cast.community.id)), len(letters)


@pytest.fixture
def page(cast: Cast) -> str:
    return f"/communities/{cast.community.id}/members/import"


def test_the_example_list_is_looked_at_then_brought_in(client_for, look, cast: Cast, page: str) -> None:
    client = client_for(cast.fatima)
    assert client.get(page).status_code == 200
    shown = client.post(f"{page}/preview", data={"text": EXAMPLE})
    assert shown.status_code == 200
    assert "Import these 12 people" in shown.text
    assert count(look, cast) == (5, 0)
    assert client.post(page, data={"text": EXAMPLE}).status_code == 303
    assert count(look, cast) == (17, 12)
    with look() as db:
        letters = [letter for letter in outbox.latest(db) if letter.kind == "invitation"]
    assert len({letter.to for letter in letters}) == 12
    assert len({letter.text.split("/invitations/")[1].split()[0] for letter in letters}) == 12


def test_the_same_list_again_brings_in_nobody(client_for, look, cast: Cast, page: str) -> None:
    client = client_for(cast.fatima)
    client.post(page, data={"text": EXAMPLE})
    again = client.post(page, data={"text": EXAMPLE})
    assert "nothing to bring in" in again.text
    assert count(look, cast) == (17, 12)


def test_faults_are_told_line_by_line_and_the_text_can_be_corrected(client_for, look, cast: Cast, page: str) -> None:
    client = client_for(cast.fatima)
    text = "name,email\nMei,mei@example.org\nBo,bo@example\n<b>,x@example.org\nOmar,omar@example.org"
    for where in (f"{page}/preview", page):
        answer = client.post(where, data={"text": text})
        assert answer.status_code == 422
        assert "Line 3: this e-mail address looks unfinished: bo@example" in answer.text
        assert "Import th" not in answer.text
        assert "<b>" not in answer.text
        assert "a member already" in answer.text
        assert "Bo,bo@example\n" in unescape(answer.text)
    assert count(look, cast) == (5, 0)
    assert client.post(page, data={"text": text.replace("bo@example\n", "bo@example.org\n")}).status_code == 303
    assert count(look, cast) == (8, 3)


@pytest.mark.parametrize(
    ("name", "kind", "encoding"),
    [
        ("members.csv", "text/csv", "utf-8-sig"),
        ("MEMBERS.CSV", "application/vnd.ms-excel", "cp1252"),
        ("members.txt", "text/plain; charset=utf-8", "utf-8"),
        ("members.csv", "application/octet-stream", "utf-16"),
    ],
)
def test_a_file_is_read(client_for, look, cast: Cast, *, page: str, name: str, kind: str, encoding: str) -> None:
    content = "Name;E-Mail\r\nJosé;jose@example.org\r\n".encode(encoding)
    files = {"file": (name, content, kind)}
    answer = client_for(cast.fatima).post(f"{page}/preview", data={"text": "ignored"}, files=files)
    assert answer.status_code == 200
    assert "José" in answer.text
    assert "Import this person" in answer.text
    assert count(look, cast) == (5, 0)


@pytest.mark.parametrize(
    ("name", "kind", "content", "said"),
    [
        ("members.xlsx", "application/vnd.openxmlformats", b"PK\x03\x04", "choose “Save as”"),
        ("members.csv", "image/png", b"name,email", "choose “Save as”"),
        ("members.exe", "text/csv", b"name,email", "choose “Save as”"),
        ("members.csv", "text/csv", b"\x89PNG\x00\x01", "choose “Save as”"),
        ("members.csv", "text/csv", b"a" * 200_001, "200 kilobytes"),
        ("members.csv", "text/csv", b"", "Paste your list here"),
        ("members.csv", "text/csv", b"\x81\x8d", "names the columns"),
    ],
)
def test_s36_only_a_small_list_is_taken(client_for, look, cast: Cast, *, page: str, name, kind, content, said) -> None:
    answer = client_for(cast.fatima).post(f"{page}/preview", files={"file": (name, content, kind)})
    assert answer.status_code == 422
    assert said in answer.text or "choose “Save as”" in answer.text
    assert count(look, cast) == (5, 0)


def test_s36_the_pasted_text_is_bounded_too(client_for, look, cast: Cast, page: str) -> None:
    answer = client_for(cast.fatima).post(f"{page}/preview", data={"text": "a" * 200_001})
    assert answer.status_code == 422
    assert "200 kilobytes" in answer.text


@pytest.mark.parametrize("text", ["", "   ", '"', "name,email\n", "\x00", "a,b;c\td", '"a"b"c,"', "=1+1,@,+,-"])
def test_odd_texts_are_answered_in_words(client_for, look, cast: Cast, page: str, text: str) -> None:
    for where in (f"{page}/preview", page):
        answer = client_for(cast.fatima).post(where, data={"text": text})
        assert answer.status_code == 422
        assert "There is a problem" in answer.text
    assert count(look, cast) == (5, 0)


def test_nothing_sent_is_answered_in_words(client_for, page: str, cast: Cast) -> None:
    assert client_for(cast.fatima).post(f"{page}/preview").status_code == 422


def test_s51_the_import_pressed_twice_sends_one_letter_each(client_for, look, cast: Cast, page: str) -> None:
    client = client_for(cast.fatima)
    for _ in range(2):
        client.post(page, data={"text": EXAMPLE, "once": "pressed"})
    assert count(look, cast) == (17, 12)


@pytest.mark.parametrize(("name", "status"), [("omar", 403), ("sol", 404), ("zed", 404), ("gus", 404), ("ivy", 404)])
def test_only_the_facilitator_brings_in_a_list(client_for, look, cast: Cast, *, page: str, name, status) -> None:
    client = client_for(getattr(cast, name))
    assert client.get(page).status_code == status
    assert client.post(f"{page}/preview", data={"text": EXAMPLE}).status_code == status
    assert client.post(page, data={"text": EXAMPLE}).status_code == status
    assert count(look, cast) == (5, 0)


def test_s04_a_preview_shows_nobody_of_another_community(client_for, cast: Cast, page: str) -> None:
    text = "name,email\nSomebody,zed@example.org"
    answer = client_for(cast.fatima).post(f"{page}/preview", data={"text": text})
    assert "Zed Otieno" not in answer.text
    assert "Elsewhere" not in answer.text
    assert "Import this person" in answer.text
