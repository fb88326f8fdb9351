"""Planning a meeting, its page in each state, changing it and calling it off."""

from datetime import timedelta

from sqlalchemy import event

from app.domain import agenda, history, meetings
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast, build_action, build_meeting, build_step

PLAN = {"day": "2027-06-15", "wall": "12:30", "minutes": "90", "place": "The chapel", "agenda": "standard120"}


def planned(look, cast: Cast) -> Meeting:
    with look() as db:
        return next(one for one in meetings.of(db, cast.community.id) if one.title == "June meeting")


def test_a_facilitator_plans_a_meeting(client_for, cast: Cast, look) -> None:
    client = client_for(cast.fatima)
    form = client.get(f"/communities/{cast.community.id}/meetings/new")
    assert 'value="2027-07-06"' in form.text and 'value="12:30"' in form.text
    assert "Like last time" in form.text and "Standard meeting, two cases" in form.text
    answer = client.post(f"/communities/{cast.community.id}/meetings", data=PLAN)
    meeting = planned(look, cast)
    assert answer.headers["location"] == f"/meetings/{meeting.id}"
    assert (meeting.title, meeting.minutes, meeting.place) == ("June meeting", 90, "The chapel")
    assert f"{meeting.starts_at:%H:%M}" == "11:30"
    with look() as db:
        assert len(agenda.of(db, meeting.id)) == 9
        assert [(one.verb, one.by_id) for one in history.of(db, meeting.id)] == [("planned", cast.fatima.id)]
    page = client.get(f"/meetings/{meeting.id}").text
    assert "in 5 weeks" in page
    assert "That is 30 minutes more than we planned for" in page


def test_a_form_sent_twice_plans_one_meeting(client_for, cast: Cast, look) -> None:
    client = client_for(cast.fatima)
    for _ in range(2):
        client.post(f"/communities/{cast.community.id}/meetings", data=PLAN | {"once": "the-same"})
    with look() as db:
        assert len([one for one in meetings.of(db, cast.community.id) if one.title == "June meeting"]) == 1


def test_what_was_typed_is_kept_when_something_is_wrong(client_for, cast: Cast) -> None:
    wrong = PLAN | {"day": "2028-03-26", "wall": "01:30", "place": "Under the bridge"}
    answer = client_for(cast.fatima).post(f"/communities/{cast.community.id}/meetings", data=wrong)
    assert answer.status_code == 422
    assert "clocks go forward" in answer.text
    assert 'value="Under the bridge"' in answer.text


def test_wrong_input_gets_words_and_never_a_failure(client_for, cast: Cast) -> None:
    client = client_for(cast.fatima)
    for wrong in (
        {"day": "9999-12-31"},
        {"day": "0001-01-01"},
        {"day": "soon"},
        {"wall": "25:99"},
        {"wall": "12:30:15.5Z", "day": "2020-01-01"},
        {"minutes": "many"},
        {"minutes": "99999999999999999999"},
        {"agenda": "../../etc"},
        {"title": "x" * 121},
    ):
        answer = client.post(f"/communities/{cast.community.id}/meetings", data=PLAN | wrong)
        assert answer.status_code == 422, wrong
        assert "There is a problem" in answer.text


def test_only_facilitators_plan(client_for, cast: Cast) -> None:
    url = f"/communities/{cast.community.id}/meetings"
    assert client_for(cast.omar).post(url, data=PLAN).status_code == 403
    assert client_for(cast.zed).post(url, data=PLAN).status_code == 404
    assert client_for(cast.sol).post(url, data=PLAN).status_code == 404
    assert "Plan a meeting" not in client_for(cast.omar).get(url).text


def test_the_list_shows_running_next_and_earlier(client_for, cast: Cast) -> None:
    text = client_for(cast.omar).get(f"/communities/{cast.community.id}/meetings").text
    assert text.index("Running now") < text.index("June") < text.index("April")
    assert "Zed" not in text


def test_the_planned_page_offers_each_person_what_they_may_do(client_for, cast: Cast) -> None:
    url = f"/meetings/{cast.next_month.id}"
    facilitators, members = client_for(cast.fatima).get(url).text, client_for(cast.omar).get(url).text
    for text in (facilitators, members):
        assert "Since last time" in text and "Winter night shelter" in text and "I am coming" in text
        assert "30 minutes</strong> of 120, ends 13:00" in text
    for only in ("Change when or where", "Put on this agenda", "Move up", "Call it off"):
        assert only in facilitators
        assert only not in members
    assert client_for(cast.sol).get(url).status_code == 404
    assert client_for(cast.gus).get(url).status_code == 404


def test_the_closed_page_says_what_was_agreed_and_what_waits(client_for, cast: Cast) -> None:
    text = client_for(cast.fatima).get(f"/meetings/{cast.last_month.id}").text
    assert "Call the hostel" in text and "They kept the window open" in text
    assert 'id="bring-back-' in text
    assert "Plan the next meeting" in text


def test_a_step_that_was_not_reached_is_let_wait_from_the_closed_page(client_for, cast: Cast, look) -> None:
    with look() as db:
        item = agenda.of(db, cast.last_month.id)[2]
    client = client_for(cast.fatima)
    answer = client.post(f"/agenda/{item.id}/return", data={"meeting_id": str(cast.last_month.id)})
    assert answer.headers["location"].startswith(f"/meetings/{cast.last_month.id}")
    assert "Waits for another meeting" in client.get(f"/meetings/{cast.last_month.id}").text
    with look() as db:
        assert item.id in {one.id for one in agenda.waiting(db, cast.community.id)}


def test_changing_when_and_where(client_for, cast: Cast, look) -> None:
    client = client_for(cast.fatima)
    form = {"title": "June", "day": "2027-06-09", "wall": "09:00", "minutes": "60", "place": "Here", "revision": "1"}
    assert client.post(f"/meetings/{cast.next_month.id}", data=form).status_code == 303
    with look() as db:
        meeting = meetings.by_id(db, cast.next_month.id)
    assert (f"{meeting.starts_at:%d %H:%M}", meeting.minutes, meeting.revision) == ("09 08:00", 60, 2)
    assert client_for(cast.omar).post(f"/meetings/{cast.next_month.id}", data=form).status_code == 403


def test_s50_a_conflict_shows_both_and_loses_neither(client_for, cast: Cast, look) -> None:
    client = client_for(cast.fatima)
    form = {"title": "June", "day": "2027-06-09", "wall": "09:00", "minutes": "60", "revision": "1"}
    client.post(f"/meetings/{cast.next_month.id}", data=form | {"place": "The chapel"})
    answer = client.post(f"/meetings/{cast.next_month.id}", data=form | {"place": "The pub"})
    assert answer.status_code == 409
    assert 'id="theirs"' in answer.text and "The chapel" in answer.text and 'value="The pub"' in answer.text
    assert 'name="revision" value="2"' in answer.text
    again = client.post(f"/meetings/{cast.next_month.id}", data=form | {"place": "The pub", "revision": "2"})
    assert again.status_code == 303
    with look() as db:
        assert meetings.by_id(db, cast.next_month.id).place == "The pub"


def test_a_planned_meeting_whose_day_has_passed_can_still_get_another_room(client_for, cast: Cast, time) -> None:
    time.pass_by(days=40)
    client = client_for(cast.fatima)
    assert "Its day has passed" in client.get(f"/meetings/{cast.next_month.id}").text
    form = {"title": "June", "day": "2027-06-08", "wall": "12:30", "minutes": "60", "place": "Here", "revision": "1"}
    assert client.post(f"/meetings/{cast.next_month.id}", data=form).status_code == 303
    assert client.post(f"/meetings/{cast.next_month.id}", data=form | {"wall": "12:00"}).status_code == 422


def test_calling_off(client_for, cast: Cast, look) -> None:
    client, url = client_for(cast.fatima), f"/meetings/{cast.next_month.id}/calling-off"
    assert client_for(cast.omar).post(url, data={"why": "Snow"}).status_code == 403
    assert client.post(url, data={"why": " "}).status_code == 422
    assert client.post(url, data={"why": "Snow on the hill"}).status_code == 303
    assert "Snow on the hill" in client_for(cast.omar).get(f"/meetings/{cast.next_month.id}").text
    for meeting in (cast.last_month, cast.today):
        for why in ("Snow", ""):
            assert client.post(f"/meetings/{meeting.id}/calling-off", data={"why": why}).status_code == 409


def test_the_printed_agenda_has_times_and_room_to_write(client_for, cast: Cast) -> None:
    text = client_for(cast.omar).get(f"/meetings/{cast.next_month.id}/agenda/print").text
    assert text.count("room-to-write") == 3
    assert "12:50" in text
    assert "site-nav" not in text


def test_the_pages_ask_no_more_questions_when_they_show_more(client_for, cast: Cast, database) -> None:
    def questions(url: str) -> int:
        asked: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        assert client.get(url).status_code == 200
        return len(asked)

    client = client_for(cast.fatima)
    urls = [f"/meetings/{cast.next_month.id}", f"/meetings/{cast.last_month.id}", f"/meetings/{cast.today.id}/minutes"]
    urls += [f"/communities/{cast.community.id}/{page}" for page in ("meetings", "topics")]
    before = [questions(url) for url in urls]
    with database.writing() as db:
        june, today = (meetings.by_id(db, one.id) for one in (cast.next_month, cast.today))
        for number in range(9):
            build_step(db, june, cast.fatima, title=f"More {number}")
            build_action(db, cast.community, cast.omar, text=f"More {number}", meeting=today)
            known = {"title": f"More {number}", "why": "", "minutes": 5, "by": cast.omar, "at": NOW}
            agenda.propose(db, cast.community.id, **known)
            starts_at = NOW + timedelta(days=99 + number)
            build_meeting(db, cast.community, cast.fatima, starts_at=starts_at, steps=0)
    # The listeners of the first round still count into their own lists.
    assert [questions(url) for url in urls] == before
