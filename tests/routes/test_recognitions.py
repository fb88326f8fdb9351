"""“I think I know who this is”, and the pause: who sees what, and that a paused case is nowhere to be read."""

import pytest

from app.domain import (
    agenda,
    cases,
    discussions,
    history,
    meetings,
    notes,
    pacing,
    people,
    recognitions,
    reflections,
    returns,
    rounds,
    running,
    writings,
)
from tests.cast import NOW, Cast, build_step
from tests.test_access import ROUTES, address_of

CANARY = "Kanarienvogel"
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_whoever_presses_gets_advice_and_the_facilitator_a_count(client_for, look, cast: Cast) -> None:
    url = f"/cases/{cast.open_case.id}"
    omar = client_for(cast.omar)
    assert "I think I know who this is" in omar.get(url).text
    for _ in range(2):
        assert omar.post(f"{url}/recognition").headers["location"].endswith("#recognise")
    page = omar.get(url).text
    assert "Say nothing" in page and "take it back" in page and "person thinks" not in page
    page = client_for(cast.fatima).get(url).text
    assert (
        "1 person thinks they may know who this is" in page
        and "Omar" not in page[page.index("recognised-title") :][:900]
    )
    for person in (cast.nia, cast.gus):
        assert "person thinks" not in client_for(person).get(url).text
    omar.post(f"{url}/recognition/end")
    assert "person thinks" not in client_for(cast.fatima).get(url).text


def test_the_presenter_has_no_such_button_and_a_guest_has(client_for, cast: Cast) -> None:
    url = f"/cases/{cast.open_case.id}"
    assert "recognise-press" not in client_for(cast.nia).get(url).text
    assert client_for(cast.nia).post(f"{url}/recognition").status_code == 403
    client_for(cast.gus).post(f"{url}/recognition")
    assert "1 person thinks" in client_for(cast.fatima).get(url).text


def test_a_press_can_be_taken_back_while_the_case_is_paused(client_for, look, cast: Cast) -> None:
    url = f"/cases/{cast.open_case.id}"
    omar = client_for(cast.omar)
    omar.post(f"{url}/recognition")
    client_for(cast.nia).post(f"{url}/pause")
    assert "take it back" in omar.get(url).text and "take it back" in omar.get(f"{url}/now").text
    assert "take it back" not in client_for(cast.gus).get(url).text
    assert omar.post(f"{url}/recognition/end").status_code == 303
    with look() as db:
        assert recognitions.count(db, cast.open_case.id) == 0
    assert omar.post(f"{url}/recognition").status_code == 403
    assert client_for(cast.omar).post(f"/cases/{cast.draft_case.id}/recognition/end").status_code == 404


def test_a_press_leaves_no_line_and_tells_no_page(client_for, app, look, cast: Cast) -> None:
    topic = history.topic_of(cast.community.id)
    before = app.state.hub.version(topic)
    client_for(cast.omar).post(f"/cases/{cast.open_case.id}/recognition")
    assert app.state.hub.version(topic) == before
    with look() as db:
        assert recognitions.count(db, cast.open_case.id) == 1
        assert all("recogni" not in line.verb for line in history.of(db, cast.open_case.id))


def test_the_facilitator_sees_the_count_beside_the_step(client_for, database, cast: Cast, at_the_case: str) -> None:
    client_for(cast.omar).post(f"/cases/{cast.open_case.id}/recognition")
    assert "1 person thinks" in client_for(cast.fatima).get(at_the_case).text
    for person in (cast.omar, cast.nia, cast.gus):
        assert "person thinks" not in client_for(person).get(at_the_case).text


@pytest.fixture
def at_the_case(database, cast: Cast) -> str:
    """Today's meeting has come to Nia's case."""
    with database.writing() as db:
        meeting, fatima = meetings.by_id(db, cast.today.id), people.by_id(db, cast.fatima.id)
        step = build_step(db, meeting, fatima, title="Case: River", method="solution_focused", minutes=35)
        step.case_id = cast.open_case.id
        agenda.move(db, step, 2, by=fatima, at=NOW)
        running.step_on(db, meeting, pacing.step_of(db, meeting).id, by=fatima, at=NOW)
    return f"/meetings/{cast.today.id}"


@pytest.fixture
def planted(database, cast: Cast, at_the_case: str) -> None:
    """The canary in all that is known of the case."""
    with database.writing() as db:
        case, nia, omar = (
            cases.by_id(db, cast.open_case.id),
            people.by_id(db, cast.nia.id),
            people.by_id(db, cast.omar.id),
        )
        meeting = meetings.by_id(db, cast.today.id)
        case.question = case.wants = CANARY
        step = pacing.step_of(db, meeting)
        for kind in ("note", "offer"):
            note = notes.take_down(db, meeting, step, kind=kind, text=CANARY, by=nia, at=NOW)
            note.taken_at = NOW if kind == "offer" else None
        found = discussions.by_case(db, case.id)
        discussions.write_summary(db, found, CANARY, "", by=nia, at=NOW)
        discussions.write_takeaway(db, found, CANARY, "", by=nia, at=NOW)
        returns.set_day(db, case, NOW.date(), meeting=None, by=nia, at=NOW)
        reflections.add(
            db,
            case.community_id,
            text=CANARY,
            kind="struck",
            shared="named",
            kept=False,
            case_id=case.id,
            by=nia,
            at=NOW,
        )
        assert omar


def reads(client_for, person, cast: Cast) -> set[str]:
    browser = client_for(person)
    seen = set()
    for route in ROUTES:
        if "GET" in route.methods and route.name != "stream":
            for headers in ({}, PARTIAL):
                if CANARY in browser.get(address_of(route, cast), headers=headers).text:
                    seen.add(route.name)
    return seen


def test_a_paused_case_is_nowhere_to_be_read(planted, client_for, cast: Cast) -> None:
    assert {"show_case", "show_meeting", "show_captures", "show_minutes", "print_cards", "show_screen"} <= reads(
        client_for, cast.omar, cast
    )
    client_for(cast.nia).post(f"/cases/{cast.open_case.id}/pause")
    for person in (cast.omar, cast.gus):
        assert reads(client_for, person, cast) == set()
    assert "show_case" in reads(client_for, cast.fatima, cast)
    for name in ("print_cards", "show_screen", "show_screen_now"):
        assert name not in reads(client_for, cast.fatima, cast), "Not on paper and not on the wall, for nobody."
    assert client_for(cast.fatima).get(f"/cases/{cast.open_case.id}/thread").status_code == 303


def test_withdrawn_and_written_anew_it_stays_hidden_with_all_that_was_said_of_it(
    planted, client_for, cast: Cast
) -> None:
    nia = client_for(cast.nia)
    for press in ("pause", "withdrawal", "taking-back"):
        assert nia.post(f"/cases/{cast.open_case.id}/{press}").status_code == 303
        for person in (cast.omar, cast.gus):
            assert reads(client_for, person, cast) == set(), press
    shown = reads(client_for, cast.fatima, cast)
    assert "show_captures" in shown, "A facilitator can put away what was taken down."
    assert "show_screen_now" not in shown


@pytest.mark.parametrize("how", ["writing", "round"])
def test_what_everybody_does_about_it_is_hidden_past_its_step(
    client_for, database, cast: Cast, at_the_case: str, how: str
) -> None:
    with database.writing() as db:
        meeting, fatima = meetings.by_id(db, cast.today.id), people.by_id(db, cast.fatima.id)
        step = pacing.step_of(db, meeting)
        if how == "round":
            rounds.begin(db, meeting, step, CANARY, by_agency=False, by=fatima, at=NOW)
        else:
            writings.begin(db, meeting, step, CANARY, by=fatima, at=NOW)
            writing = writings.going_on(db, meeting)
            writings.write(db, meeting, cast.fatimas_place, writings.Words(writing.id, CANARY, True), at=NOW)
            writings.reveal(db, meeting, writing.id, by=fatima, at=NOW)
        running.step_on(db, meeting, step.id, by=fatima, at=NOW)
    screen = f"{at_the_case}/screen"
    assert CANARY in client_for(cast.omar).get(screen).text
    client_for(cast.nia).post(f"/cases/{cast.open_case.id}/pause")
    for address in (at_the_case, f"{at_the_case}/{how}", screen):
        assert CANARY not in client_for(cast.omar).get(address).text, address


def test_in_its_place_stand_calm_words(planted, client_for, cast: Cast, at_the_case: str) -> None:
    url = f"/cases/{cast.open_case.id}"
    client_for(cast.fatima).post(f"{url}/pause")
    omar = client_for(cast.omar)
    answer = omar.get(url)
    assert answer.status_code == 403 and "paused for a while" in answer.text
    assert "is paused for a while" in omar.get(at_the_case).text
    assert "We leave this case for a while" in omar.get(f"{at_the_case}/screen").text
    assert "We take care that nobody can be recognised" in omar.get(f"{url}/now", params={"state": "open"}).text
    assert client_for(cast.nia).get(url).status_code == 200
    client_for(cast.fatima).post(f"{url}/pause/end")
    page = omar.get(f"{url}/now", params={"state": "paused"})
    assert CANARY in page.text
    assert omar.get(f"{url}/now", params={"state": "open"}).status_code == 204


def test_a_page_that_shows_it_is_told_when_it_is_withdrawn(planted, client_for, cast: Cast) -> None:
    url = f"/cases/{cast.open_case.id}"
    client_for(cast.nia).post(f"{url}/withdrawal")
    answer = client_for(cast.omar).get(f"{url}/now", params={"state": "open"})
    assert answer.status_code == 200 and "taken it back" in answer.text and CANARY not in answer.text
    assert client_for(cast.omar).get(url).status_code == 404
