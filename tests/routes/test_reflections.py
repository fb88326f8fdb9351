"""Reflections on the web: one's own until shared, read by the coach before that."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlmodel import Session, select

from app.domain import history, once, reflections
from app.domain.detached import Detached
from app.domain.reflections import Reflection
from tests.cast import NOW, Cast
from tests.keeping import keep

Look = Callable[[], AbstractContextManager[Session]]
PARTIAL = {"HX-Request-Type": "partial"}
PHONE = "07700 900245"


@pytest.fixture(params=["case", "meeting"])
def about(request, cast: Cast) -> str:
    """Where one reflects."""
    return f"/cases/{cast.open_case.id}" if request.param == "case" else f"/meetings/{cast.today.id}"


def of_omar(look: Look, cast: Cast) -> list[Reflection]:
    with look() as db:
        lines = reflections.shown_to(db, cast.omar, case_id=cast.open_case.id)
        lines += reflections.shown_to(db, cast.omar, meeting_id=cast.today.id)
    return [line.reflection for line in lines if line.is_mine and line.reflection.id != cast.reflection.id]


def test_a_reflection_is_kept_private_unless_one_says_otherwise(client_for, look: Look, cast: Cast, about: str) -> None:
    answer = client_for(cast.omar).post(f"{about}/reflections", data={"kind": "idea", "text": "Go with the dog"})
    assert answer.headers["location"] == f"{about}{'' if 'cases' in about else '/reflections'}#reflections"
    [mine] = of_omar(look, cast)
    assert (mine.text, mine.kind, mine.shared, mine.by_id) == ("Go with the dog", "idea", "private", cast.omar.id)
    with look() as db:
        assert [(line.verb, line.by_id) for line in history.of(db, mine.id)] == [("added", cast.omar.id)]


def test_with_scripts_the_fragment_comes_back(client_for, cast: Cast, about: str) -> None:
    answer = client_for(cast.omar).post(
        f"{about}/reflections", data={"kind": "idea", "text": "Go with the dog", "shared": "named"}, headers=PARTIAL
    )
    assert answer.status_code == 200
    assert answer.text.count('id="reflections"') == 1
    assert "Go with the dog" in answer.text
    assert "<html" not in answer.text
    assert "HX-Trigger" in answer.headers


@pytest.mark.parametrize("headers", [{}, PARTIAL], ids=["plain", "partial"])
def test_what_is_to_be_shared_is_read_first_and_stays_typed(
    client_for, look: Look, cast: Cast, about: str, headers: dict[str, str]
) -> None:
    omar = client_for(cast.omar)
    sent = {"kind": "question", "text": f"They rang {PHONE}. Why?", "shared": "agency"}
    answer = omar.post(f"{about}/reflections", data=sent, headers=headers)
    assert answer.status_code == 422
    assert f"They rang {PHONE}. Why?</textarea>" in answer.text
    assert f'<mark class="find">{PHONE}</mark>' in answer.text
    assert "A phone number" in answer.text
    assert 'name="keep" value="nobody"' in answer.text
    assert 'value="agency" checked' in answer.text
    assert of_omar(look, cast) == []
    kept = keep(omar, f"{about}/reflections", sent, headers=headers)
    assert kept.status_code in (200, 303)
    [mine] = of_omar(look, cast)
    with look() as db:
        assert "kept_findings" in [line.verb for line in history.of(db, mine.id)]


def test_a_suggestion_is_used_before_anything_is_kept(client_for, look: Look, cast: Cast, about: str) -> None:
    omar = client_for(cast.omar)
    sent = {"kind": "question", "text": f"They rang {PHONE}. Why?", "shared": "detached"}
    answer = omar.post(f"{about}/reflections", data=sent | {"use_all": "all"}, headers=PARTIAL)
    assert answer.status_code == 422 and PHONE not in answer.text
    assert 'value="detached" checked' in answer.text and of_omar(look, cast) == []


@pytest.mark.parametrize(
    "sent", [{"text": " "}, {"text": "x" * 2001}, {"text": "Yes", "shared": "all"}, {"text": "Yes", "kind": "x"}]
)
def test_a_form_that_needs_another_look_keeps_what_was_typed(
    client_for, look: Look, cast: Cast, sent: dict[str, str]
) -> None:
    answer = client_for(cast.omar).post(f"/cases/{cast.open_case.id}/reflections", data=sent)
    assert answer.status_code == 422
    assert sent["text"].strip() in answer.text
    assert of_omar(look, cast) == []


def test_s05_extra_fields_set_nothing(client_for, look: Look, cast: Cast) -> None:
    extra = {"by_id": str(cast.nia.id), "community_id": str(cast.elsewhere.id), "meeting_id": str(cast.today.id)}
    client_for(cast.omar).post(
        f"/cases/{cast.open_case.id}/reflections", data=extra | {"text": "Mine", "kind": "struck"}
    )
    [mine] = of_omar(look, cast)
    assert (mine.by_id, mine.community_id, mine.meeting_id) == (cast.omar.id, cast.community.id, None)


def test_others_read_what_is_shared_with_no_more_of_a_name_than_was_chosen(client_for, cast: Cast) -> None:
    omar, url = client_for(cast.omar), f"/cases/{cast.open_case.id}/reflections"
    for shared in ("private", "named", "agency"):
        omar.post(url, data={"kind": "struck", "text": f"Thought {shared}", "shared": shared})
    page = client_for(cast.nia).get(f"/cases/{cast.open_case.id}").text
    assert "Thought private" not in page
    [named] = [row for row in page.split('<li class="row" id="reflection-') if "Thought named" in row]
    [agency] = [row for row in page.split('<li class="row" id="reflection-') if "Thought agency" in row]
    assert "Omar Reid" in named
    assert "Omar" not in agency.split("</li>")[0]
    assert "Northgate Homes" in agency


def test_its_author_puts_it_away_and_brings_it_back(client_for, look: Look, cast: Cast) -> None:
    omar, case_url = client_for(cast.omar), f"/cases/{cast.open_case.id}"
    omar.post(f"{case_url}/reflections", data={"kind": "struck", "text": "Out too soon", "shared": "named"})
    [mine] = of_omar(look, cast)
    assert omar.post(f"/reflections/{mine.id}/put-away").headers["location"] == f"{case_url}#reflections"
    assert "Out too soon" not in client_for(cast.nia).get(case_url).text
    assert f'id="put-away-reflection-{mine.id}"' in omar.get(case_url).text
    again = omar.post(f"/reflections/{mine.id}/put-away", headers=PARTIAL)
    assert f'id="undo-{mine.id}"' in again.text
    for _ in range(2):
        assert omar.post(f"/reflections/{mine.id}/return", headers=PARTIAL).status_code == 200
    assert "Out too soon" in client_for(cast.nia).get(case_url).text
    with look() as db:
        verbs = [line.verb for line in history.of(db, mine.id)]
    assert verbs == ["added", "put_away", "brought_back"]


@pytest.mark.parametrize("way", ["put-away", "return"])
def test_nobody_else_puts_it_away(client_for, database, cast: Cast, way: str) -> None:
    with database.writing() as db:
        shared = reflections.add(
            db,
            cast.community.id,
            text="Shared",
            kind="idea",
            shared="agency",
            kept="",
            case_id=cast.open_case.id,
            by=cast.omar,
            at=NOW,
        )
    for person, expected in (
        (cast.nia, (404, 403)),
        (cast.fatima, (404, 403)),
        (cast.sol, (404, 404)),
        (cast.zed, (404, 404)),
    ):
        browser = client_for(person)
        answers = (
            browser.post(f"/reflections/{cast.reflection.id}/{way}").status_code,
            browser.post(f"/reflections/{shared.id}/{way}").status_code,
        )
        assert answers == expected, person.name


def test_who_may_not_reflect(client_for, cast: Cast, about: str) -> None:
    for person in (cast.gus, cast.sol, cast.zed, cast.ivy, cast.kit):
        answer = client_for(person).post(f"{about}/reflections", data={"kind": "struck", "text": "Hm"})
        assert answer.status_code == 404, person.name


def test_the_presenter_of_a_case_that_is_not_open_is_told_so(client_for, cast: Cast) -> None:
    answer = client_for(cast.nia).post(
        f"/cases/{cast.draft_case.id}/reflections", data={"kind": "struck", "text": "Hm"}
    )
    assert answer.status_code == 409


def test_an_author_to_whom_the_case_has_closed_may_put_theirs_away_but_reads_nothing(
    client_for, look: Look, cast: Cast
) -> None:
    omar = client_for(cast.omar)
    omar.post(f"/cases/{cast.open_case.id}/reflections", data={"kind": "struck", "text": "Mine", "shared": "named"})
    [mine] = of_omar(look, cast)
    client_for(cast.nia).post(f"/cases/{cast.open_case.id}/withdrawal")
    assert omar.post(f"/reflections/{mine.id}/put-away", headers=PARTIAL).status_code == 303
    with look() as db:
        assert reflections.by_id(db, mine.id).put_away_at


def test_s26_a_hostile_reflection_is_only_words(client_for, cast: Cast) -> None:
    omar, hostile = client_for(cast.omar), f"<script>alert(1)</script> {PHONE} <img src=x onerror=alert(2)>"
    url = f"/cases/{cast.open_case.id}"
    asked = omar.post(f"{url}/reflections", data={"kind": "struck", "text": hostile, "shared": "named"})
    keep(omar, f"{url}/reflections", {"kind": "struck", "text": hostile, "shared": "named"})
    for page in (asked.text, omar.get(url).text, client_for(cast.nia).get(url).text):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page


def detach(browser, url: str, *words: str) -> None:
    for text in words:
        sent = {"kind": "struck", "text": text, "shared": "detached", "once": f"token of {text}"}
        assert browser.post(f"{url}/reflections", data=sent).status_code == 303


def test_detached_ones_are_shown_from_three_on_and_are_nobodys(client_for, cast: Cast) -> None:
    omar, nia, url = client_for(cast.omar), client_for(cast.nia), f"/cases/{cast.open_case.id}"
    detach(omar, url, "First of all", "Second of all")
    assert "of all" not in omar.get(url).text + nia.get(url).text
    detach(nia, url, "Third of all")
    for browser in (omar, nia, client_for(cast.fatima)):
        page = browser.get(url).text
        rows = page.split('id="detached-title"')[1].split("</ul>")[0]
        assert rows.count("of all</p>") == 3
        assert "Omar" not in rows and "Put away" not in rows and "11 May 2027" in rows and ":45" not in rows


def test_detached_on_a_meeting_stands_beside_the_running_one_and_before_and_after(client_for, cast: Cast) -> None:
    omar = client_for(cast.omar)
    detach(omar, f"/meetings/{cast.today.id}", "One more", "Two more")
    page = omar.get(f"/meetings/{cast.today.id}/reflections").text
    assert "Two more" in page and cast.nobodys.text in page and "On the day of the meeting" in page
    assert f'href="/meetings/{cast.today.id}/reflections"' in omar.get(f"/meetings/{cast.today.id}").text
    detach(omar, f"/meetings/{cast.next_month.id}", "Early one", "Early two", "Early three")
    assert "Before the meeting" in omar.get(f"/meetings/{cast.next_month.id}").text


def test_a_facilitator_hides_one_and_shows_it_again(client_for, cast: Cast) -> None:
    fatima, nia, url = client_for(cast.fatima), client_for(cast.nia), f"/meetings/{cast.today.id}"
    detach(nia, url, "One more", "Two more")
    assert "Hide it" in fatima.get(f"{url}/reflections").text
    assert "Hide it" not in nia.get(f"{url}/reflections").text
    answer = fatima.post(f"/detached/{cast.nobodys.id}/hiding", headers=PARTIAL)
    assert f'id="undo-{cast.nobodys.id}"' in answer.text and 'id="detached-hidden"' in answer.text
    hidden = nia.get(f"{url}/reflections").text
    assert cast.nobodys.text not in hidden and "Two more" in hidden and "detached-hidden" not in hidden
    assert fatima.post(f"/detached/{cast.nobodys.id}/showing").status_code == 303
    assert cast.nobodys.text in nia.get(f"{url}/reflections").text


def test_a_form_that_was_refused_leaves_nothing_detached_either(client_for, look: Look, cast: Cast) -> None:
    sent = {"kind": "struck", "text": f"Ring {PHONE}", "shared": "detached"}
    answer = client_for(cast.omar).post(f"/cases/{cast.open_case.id}/reflections", data=sent)
    assert answer.status_code == 422 and 'value="detached" checked' in answer.text
    with look() as db:
        assert not db.exec(select(Detached).where(Detached.case_id == cast.open_case.id)).all()


def test_before_sending_the_page_says_what_it_protects_and_who_is_alone(client_for, cast: Cast) -> None:
    page = client_for(cast.omar).get(f"/cases/{cast.open_case.id}").text
    assert "You are the only one here from Northgate Homes" in page
    assert "You cannot take it back." in page
    for limit in ("way of writing", "small group", "could watch while it is sent", "backups"):
        assert limit in page


def test_a_token_says_the_day_on_which_a_form_was_sent_and_no_more(client_for, look: Look, cast: Cast) -> None:
    detach(client_for(cast.omar), f"/cases/{cast.open_case.id}", "Once")
    with look() as db:
        [at] = db.exec(select(once.UsedToken.at)).all()
    assert (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0)
