"""Offers beside the case while they are made; who marks them taken; nothing of it elsewhere."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import agenda, cases, history, meetings, notes, pacing, phases, returns, running
from tests.cast import NOW, Cast, build_step

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def case_step(database: Database, cast: Cast) -> str:
    """Today's meeting is at Nia's case, in the first phase of the reflecting team; answers the step's id."""
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        case = cases.by_id(db, cast.open_case.id)
        assert meeting and case
        step = build_step(db, meeting, cast.fatima, title="Case", minutes=35, method="solution_focused")
        step.case_id = case.id
        db.add(step)
        for _ in range(3):
            now = pacing.step_of(db, meeting)
            running.step_on(db, meeting, now.id if now else None, by=cast.fatima, at=NOW)
        return str(step.id)


def on(database: Database, cast: Cast, times: int) -> None:
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        for _ in range(times):
            here = pacing.place(db, meeting, NOW).here
            running.step_on(db, meeting, here.id if here else None, by=cast.fatima, at=NOW)


def offer(client: TestClient, cast: Cast, text: str) -> None:
    assert client.post(f"/meetings/{cast.today.id}/captures", data={"kind": "offer", "text": text}).status_code == 303


def offers(database: Database, case_step: str) -> list[notes.Note]:
    with database.reading() as db:
        return [note for note in db.exec(notes.select(notes.Note)) if str(note.agenda_item_id) == case_step]


def page(client: TestClient, cast: Cast) -> str:
    return client.get(f"/meetings/{cast.today.id}").text


def test_the_bar_is_set_to_offers_while_they_are_collected(client_for, database, cast: Cast, case_step: str) -> None:
    omar = client_for(cast.omar)
    assert 'id="capture-kind-note" checked' in page(omar, cast)
    assert 'data-catch="note"' in page(omar, cast)
    on(database, cast, 4)
    assert 'id="capture-kind-offer" checked' in page(omar, cast)
    assert 'data-catch="offer"' in omar.get(f"/meetings/{cast.today.id}/now", headers=PARTIAL).text


def test_offers_stand_beside_the_case_and_nowhere_else(client_for, database, cast: Cast, case_step: str) -> None:
    omar = client_for(cast.omar)

    def beside() -> str:
        return omar.get(f"/meetings/{cast.today.id}/captures", headers=PARTIAL).text.partition('<section id="offers"')[
            2
        ]

    assert " hidden>" in beside()
    on(database, cast, 4)
    assert "None yet." in beside()
    offer(omar, cast, "Perhaps go by the garden.")
    text = beside()
    assert "Perhaps go by the garden." in text and "Try the morning visit." not in text
    assert "Take this offer" not in text


def test_the_presenter_chooses_and_can_change_their_mind(client_for, database, cast: Cast, case_step: str) -> None:
    omar, nia = client_for(cast.omar), client_for(cast.nia)
    on(database, cast, 4)
    offer(omar, cast, "Perhaps go by the garden.")
    on(database, cast, 1)
    [made] = offers(database, case_step)
    at = f"/meetings/{cast.today.id}/captures"
    assert "Which offers do you take?" in nia.get(at, headers=PARTIAL).text
    assert f'id="choose-{made.id}"' in client_for(cast.fatima).get(at, headers=PARTIAL).text
    for client in (omar, client_for(cast.gus)):
        assert f'id="choose-{made.id}"' not in client.get(at, headers=PARTIAL).text
    assert omar.post(f"/notes/{made.id}/taking").status_code == 403
    taken = nia.post(f"/notes/{made.id}/taking", headers=PARTIAL)
    assert 'id="captures"' in taken.text and 'id="offers"' in taken.text and 'hx-swap-oob="outerMorph"' in taken.text
    assert "Give it back" in taken.text
    assert offers(database, case_step)[0].taken_at == NOW
    nia.post(f"/notes/{made.id}/taking", headers=PARTIAL)
    assert offers(database, case_step)[0].taken_at is None
    with database.reading() as db:
        told = [(one.verb, one.by_id) for one in history.of(db, made.id)][-2:]
    assert told == [("taken", cast.nia.id), ("not_taken", cast.nia.id)]


def test_whoever_runs_the_meeting_may_press_for_the_presenter(client_for, look, cast: Cast) -> None:
    omar = client_for(cast.omar)
    assert omar.post(f"/notes/{cast.offer.id}/taking").status_code == 403
    omar.post(f"/meetings/{cast.today.id}/run/hand-over")
    assert omar.post(f"/notes/{cast.offer.id}/taking").status_code == 303
    with look() as db:
        assert notes.by_id(db, cast.offer.id).taken_at == NOW


def test_a_note_is_no_offer_and_one_put_away_is_not_taken(client_for, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    assert fatima.post(f"/notes/{cast.note.id}/taking").status_code == 404
    fatima.post(f"/notes/{cast.offer.id}/put-away")
    assert fatima.post(f"/notes/{cast.offer.id}/taking").status_code == 409


def test_the_page_says_what_each_does_now(client_for, database, cast: Cast, case_step: str) -> None:
    nia, omar = client_for(cast.nia), client_for(cast.omar)
    assert "<strong>You</strong> speak" in page(nia, cast) and "phase 1 of 6" in page(nia, cast)
    assert "<strong>Nia Powell</strong> speaks" in page(omar, cast)
    on(database, cast, 4)
    assert "You listen now. Your turn comes with “The presenter answers”." in page(nia, cast)
    text = page(omar, cast)
    assert "You listen now" not in text and 'id="phase-silent"' in text
    assert "The presenter listens and does not reply." in text
    assert text.count(", done</span>") == 4 and text.count(", now</span>") == 1


def test_presses_move_phase_by_phase_and_twice_is_once(client_for, database, look, cast: Cast, case_step: str) -> None:
    fatima = client_for(cast.fatima)
    with look() as db:
        first = phases.of(db, case_step_id(db, cast))[0].id
    for _ in range(2):
        answer = fatima.post(f"/meetings/{cast.today.id}/run/next", data={"seen": str(first)}, headers=PARTIAL)
        assert "phase 2 of 6" in answer.text
    assert "Next phase" in answer.text


def case_step_id(db: Session, cast: Cast):
    return next(item.id for item in agenda.of(db, cast.today.id) if item.title == "Case")


def room(text: str) -> str:
    """The piece of the page that says when we ask again."""
    return text.split('id="coming-back"')[1].split("</section>", maxsplit=1)[0]


def standing(database: Database, cast: Cast) -> returns.CaseReturn | None:
    with database.reading() as db:
        return returns.standing(db, cast.open_case.id)


def test_when_we_ask_again_is_one_press_while_the_discussion_closes(
    client_for, database, cast: Cast, case_step: str
) -> None:
    nia, omar = client_for(cast.nia), client_for(cast.omar)
    url = f"/meetings/{cast.today.id}/cases/{cast.open_case.id}/return"
    assert "coming-back-next" not in page(nia, cast), "Not while the presenter tells it."
    on(database, cast, 5)
    assert f'action="{url}"' in room(page(nia, cast)) and "coming-back-next" in room(page(nia, cast))
    assert " hidden" in room(page(omar, cast)).split(">", maxsplit=1)[0], "The others are told once it is said."
    pressed = nia.post(url, data={"when": "next"}, headers=PARTIAL)
    assert "comes back by itself at our next meeting" in pressed.text and "coming-back-undo" in pressed.text
    stands = standing(database, cast)
    assert stands and (stands.meeting_id, stands.on_day) == (cast.today.id, NOW.date())
    others = room(page(omar, cast))
    assert "at our next meeting" in others and "coming-back-undo" not in others
    listed = omar.get(f"/meetings/{cast.today.id}/captures", headers=PARTIAL).text
    assert 'id="coming-back"' in listed and "at our next meeting" in listed
    for _ in range(2):
        undone = nia.post(f"{url}/undo", headers=PARTIAL)
        assert "coming-back-next" in undone.text
    assert standing(database, cast) is None
    with database.reading() as db:
        verbs = [one.verb for one in history.of(db, cast.open_case.id)]
    assert verbs[-2:] == ["return_set", "return_unset"]


def test_a_day_of_our_own_is_looked_at_and_stays_as_it_was_typed(
    client_for, database, cast: Cast, case_step: str
) -> None:
    fatima = client_for(cast.fatima)
    url = f"/meetings/{cast.today.id}/cases/{cast.open_case.id}/return"
    for day, words in (("", "Choose a day first."), ("2027-05-01", "still to come"), ("soon", "Write a date such as")):
        for headers in (PARTIAL, {}):
            answer = fatima.post(url, data={"when": "day", "day": day}, headers=headers)
            assert answer.status_code == 422 and words in answer.text
            assert not day or f'value="{day}"' in answer.text
    # A day that stands in the field beside is not meant by the other presses.
    fatima.post(url, data={"when": "three_months", "day": "2027-06-30"})
    stands = standing(database, cast)
    assert stands and stands.on_day == NOW.date() + timedelta(days=80)
    back = fatima.post(url, data={"when": "day", "day": "2027-06-30"})
    assert back.status_code == 303 and back.headers["location"] == f"/meetings/{cast.today.id}#coming-back"
    stands = standing(database, cast)
    assert stands and f"{stands.on_day}" == "2027-06-30"
    fatima.post(f"{url}/undo")
    stands = standing(database, cast)
    assert stands and stands.on_day == NOW.date() + timedelta(days=80), "The one that gave way stands again."


def test_only_the_presenter_and_the_facilitators_set_it_and_only_while_the_meeting_runs(
    client_for, database, cast: Cast, case_step: str
) -> None:
    url = f"/meetings/{cast.today.id}/cases/{cast.open_case.id}/return"
    assert client_for(cast.omar).post(url, data={"when": "next"}).status_code == 403
    for person in (cast.gus, cast.sol, cast.zed):
        assert client_for(person).post(url, data={"when": "next"}).status_code == 404
    with database.writing() as db:
        running.close(db, meetings.by_id(db, cast.today.id), by=cast.fatima, at=NOW)
    for address in (url, f"{url}/undo"):
        assert client_for(cast.nia).post(address, data={"when": "next"}).status_code == 409
    assert standing(database, cast) is None


def test_a_guest_reads_nothing_of_when_we_ask_again(client_for, database, cast: Cast, case_step: str) -> None:
    on(database, cast, 5)
    url = f"/meetings/{cast.today.id}/cases/{cast.open_case.id}/return"
    client_for(cast.nia).post(url, data={"when": "next"})
    assert "at our next meeting" not in page(client_for(cast.gus), cast)
    client_for(cast.fatima).post(f"/cases/{cast.open_case.id}/pause")
    assert "at our next meeting" not in page(client_for(cast.omar), cast), "Nor does anybody while it is paused."


def test_the_bar_is_set_to_questions_while_they_are_asked_and_the_thread_shows_them(
    client_for, database, cast: Cast, case_step: str
) -> None:
    omar, url = client_for(cast.omar), f"/meetings/{cast.today.id}"
    assert 'id="capture-kind-note" checked' in page(omar, cast) and "data-case" in page(omar, cast)
    on(database, cast, 2)
    assert 'id="capture-kind-question" checked' in page(omar, cast)
    assert 'data-catch="question"' in omar.get(f"{url}/now", headers=PARTIAL).text
    asked = omar.post(f"{url}/captures", data={"kind": "question", "text": "Who chose the clinic"}, headers=PARTIAL)
    assert "Question saved." in asked.headers["hx-trigger"]
    meant = omar.post(f"{url}/captures", data={"kind": "note", "text": "Since when?"}, headers=PARTIAL)
    assert "Question saved." in meant.headers["hx-trigger"]
    thread = omar.get(f"/cases/{cast.open_case.id}").text
    assert "Questions to understand" in thread and "Who chose the clinic" in thread and "Since when?" in thread
    written = omar.get(f"{url}/minutes").text
    assert written.count('<span class="badge">Question</span>') == 2
