"""“I think I know who this is”, and the pause: who sees what, and that a paused case is nowhere to be read."""

import re

import pytest

from app.domain import (
    actions,
    agenda,
    asks,
    barriers,
    cases,
    discussions,
    history,
    meetings,
    miracles,
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
        assert recognitions.count(db, cast.open_case.id).at_least == 0
    assert omar.post(f"{url}/recognition").status_code == 403
    assert client_for(cast.omar).post(f"/cases/{cast.draft_case.id}/recognition/end").status_code == 404


def test_a_press_leaves_no_line_and_tells_no_page(client_for, app, look, cast: Cast) -> None:
    topic = history.topic_of(cast.community.id)
    before = app.state.hub.version(topic)
    client_for(cast.omar).post(f"/cases/{cast.open_case.id}/recognition")
    assert app.state.hub.version(topic) == before
    with look() as db:
        assert recognitions.count(db, cast.open_case.id).at_least == 1
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


def reads(client_for, database, person, cast: Cast) -> set[str]:
    browser = client_for(person)
    seen = set()
    for route in ROUTES:
        if "GET" in route.methods and not route.name.startswith("stream"):
            for headers in ({}, PARTIAL):
                if CANARY in browser.get(address_of(route, cast, database), headers=headers).text:
                    seen.add(route.name)
    return seen


def test_a_paused_case_is_nowhere_to_be_read(planted, client_for, database, cast: Cast) -> None:
    assert {"show_case", "show_meeting", "show_captures", "show_minutes", "print_cards", "show_screen"} <= reads(
        client_for, database, cast.omar, cast
    )
    client_for(cast.nia).post(f"/cases/{cast.open_case.id}/pause")
    for person in (cast.omar, cast.gus):
        assert reads(client_for, database, person, cast) == set()
    assert "show_case" in reads(client_for, database, cast.fatima, cast)
    for name in ("print_cards", "show_screen", "show_screen_now"):
        assert name not in reads(client_for, database, cast.fatima, cast), (
            "Not on paper and not on the wall, for nobody."
        )
    assert client_for(cast.fatima).get(f"/cases/{cast.open_case.id}/thread").status_code == 303


def test_withdrawn_and_written_anew_it_stays_hidden_with_all_that_was_said_of_it(
    planted, client_for, database, cast: Cast
) -> None:
    nia = client_for(cast.nia)
    for press in ("pause", "withdrawal", "taking-back"):
        assert nia.post(f"/cases/{cast.open_case.id}/{press}").status_code == 303
        for person in (cast.omar, cast.gus):
            assert reads(client_for, database, person, cast) == set(), press
    shown = reads(client_for, database, cast.fatima, cast)
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


def test_a_facilitators_pause_is_ended_by_a_facilitator(client_for, look, cast: Cast) -> None:
    url = f"/cases/{cast.open_case.id}"
    nia, fatima = client_for(cast.nia), client_for(cast.fatima)
    fatima.post(f"{url}/pause")
    page = nia.get(url).text
    assert "resume-case" not in page and "so a facilitator opens it again" in page
    answer = nia.post(f"{url}/pause/end")
    assert answer.status_code == 403 and "A facilitator has paused this case" in answer.text
    fatima.post(f"{url}/pause/end")
    nia.post(f"{url}/pause")
    assert "resume-case" in nia.get(url).text and "hold-pause" in fatima.get(url).text
    fatima.post(f"{url}/pause")
    assert nia.post(f"{url}/pause/end").status_code == 403
    with look() as db:
        assert cases.by_id(db, cast.open_case.id).is_paused


@pytest.fixture
def promised(database, cast: Cast) -> dict[str, str]:
    """An action that Omar took on, a little miracle and a barrier, all with the canary; answers their addresses."""
    with database.writing() as db:
        case, nia = cases.by_id(db, cast.open_case.id), people.by_id(db, cast.nia.id)
        known = {"case_id": case.id, "by": nia, "at": NOW}
        where, text = cast.community.id, f"{CANARY} rings the landlord."
        action = actions.agree(db, where, text=text, first_step=text, owner_id=cast.omar.id, due_on=None, **known)
        miracles.tell(db, where, text=text, did_differently=text, **known)
        barrier = barriers.name(db, where, text=text, **known)
        asks.ask_now(db, barrier, cast.sols_place, text, reply_by=None, by=nia, at=NOW)
        return {"action": f"/actions/{action.id}", "barrier": f"/barriers/{barrier.id}"}


def test_what_was_promised_of_it_stays_without_its_words_but_for_its_owner(
    client_for, cast: Cast, promised: dict[str, str]
) -> None:
    where = f"/communities/{cast.community.id}"
    lists = [f"{where}/actions", f"{where}/miracles", f"{where}/barriers", where, f"/meetings/{cast.next_month.id}"]
    places = [*lists, f"/meetings/{cast.next_month.id}/opening", *promised.values()]
    assert all(CANARY in client_for(cast.omar).get(place).text for place in places)
    client_for(cast.nia).post(f"/cases/{cast.open_case.id}/pause")
    gus, omar, sol = (client_for(person) for person in (cast.gus, cast.omar, cast.sol))
    shown = {place: omar.get(place).text for place in places}
    assert {place for place, text in shown.items() if CANARY in text} == {
        f"{where}/actions",
        f"/meetings/{cast.next_month.id}",
        f"/meetings/{cast.next_month.id}/opening",
        promised["action"],
    }, "Only what he took on himself."
    assert "Told about a case that is paused" in shown[f"{where}/miracles"]
    assert "A barrier of a paused case" in shown[f"{where}/barriers"]
    for person in (gus, sol):
        assert all(CANARY not in person.get(place).text for place in places)
    assert CANARY in omar.get("/my-actions").text
    for person in (cast.nia, cast.fatima):
        assert all(CANARY in client_for(person).get(place).text for place in places)


def test_others_read_that_there_is_an_action_and_say_nothing_of_it(
    client_for, database, cast: Cast, promised: dict[str, str]
) -> None:
    with database.writing() as db:
        action = actions.of_case(db, cast.open_case.id)[-1]
        action.owner_id = cast.nia.id
    client_for(cast.fatima).post(f"/cases/{cast.open_case.id}/pause")
    omar = client_for(cast.omar)
    page = omar.get(promised["action"]).text
    assert "An action of a paused case" in page and "to keep somebody safe" in page
    assert "change-form" not in page and "What became of it?" not in page
    answer = omar.post(f"{promised['action']}/word", data={"word": "done", "place": "community"}, headers=PARTIAL)
    assert CANARY not in answer.text
    answer = omar.post(promised["action"], data={"text": "", "revision": "7"})
    assert CANARY not in answer.text


WRITTEN = {"text": "What struck me: nobody asked him.", "kind": "struck", "shared": "named"}


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize("press", ["pause", "withdrawal"])
@pytest.mark.parametrize("headers", [PARTIAL, {}], ids=["piece", "page"])
def test_a_reflection_sent_too_late_is_not_kept_and_not_lost(
    client_for, look, cast: Cast, press: str, headers: dict[str, str]
) -> None:
    url = f"/cases/{cast.open_case.id}"
    client_for(cast.nia).post(f"{url}/{press}")
    answer = client_for(cast.omar).post(f"{url}/reflections", data=WRITTEN, headers=headers)
    said = {"pause": "paused for a while", "withdrawal": "has taken this case back"}[press]
    assert answer.status_code == 422 and said in answer.text and WRITTEN["text"] in answer.text
    assert CANARY not in answer.text
    if headers:
        assert answer.headers["HX-Retarget"] == "#reflect"
    with look() as db:
        assert all(
            one.reflection.by_id != cast.omar.id
            for one in reflections.shown_to(db, cast.omar, case_id=cast.open_case.id)
        )
    assert client_for(cast.gus).post(f"{url}/reflections", data=WRITTEN).status_code == 404


def test_a_pause_leaves_the_form_alone_and_takes_what_stands_around_it(planted, client_for, cast: Cast) -> None:
    url = f"/cases/{cast.open_case.id}"
    client_for(cast.nia).post(f"{url}/pause")
    omar = client_for(cast.omar)
    answer = omar.get(f"{url}/now", params={"state": "open"})
    assert "kept-words" in answer.text and "reflection-form" not in answer.text
    for piece in ("case-aside", "reflections-shown"):
        assert re.search(rf'id="{piece}"[^>]* hx-swap-oob="outerHTML"[^>]* hidden', answer.text), piece
    assert "reflection-form" in client_for(cast.fatima).get(url).text, "Who reads it goes on."
    client_for(cast.nia).post(f"{url}/pause/end")
    back = omar.get(f"{url}/now", params={"state": "paused"}).text
    assert CANARY in back and "reflections-shown" in back and "reflection-form" not in back
    assert "reflection-form" in omar.get(f"{url}/now", params={"state": "paused", "whole": "1"}).text


def test_words_in_a_form_that_is_refused_stand_on_the_page_that_says_so(client_for, cast: Cast) -> None:
    url = f"/cases/{cast.open_case.id}"
    client_for(cast.fatima).post(f"{url}/pause")
    answer = client_for(cast.omar).post(
        f"{url}/word", data={"word": "told", "text": "<b>It is</b> much the same.", "once": "x y"}
    )
    assert answer.status_code == 403 and "What you had written" in answer.text
    assert (
        "&lt;b&gt;It is&lt;/b&gt; much the same." in answer.text and "x y" not in answer.text.split("What you had")[1]
    )


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
