"""The panel at the end of a meeting."""

from app.domain import agenda, closing, feedback, meetings, running
from tests.cast import NOW, Cast

PARTIAL = {"HX-Request-Type": "partial"}


def to_the_last_step(database, cast: Cast) -> None:
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        for step in agenda.of(db, meeting.id)[:-1]:
            running.step_on(db, meeting, step.id, by=cast.fatima, at=NOW)


def test_it_asks_from_the_last_step_on(client_for, cast: Cast, database) -> None:
    url = f"/meetings/{cast.today.id}/feedback"
    for person in (cast.omar, cast.gus):
        assert "well spent" not in client_for(person).get(url, headers=PARTIAL).text
    to_the_last_step(database, cast)
    for person in (cast.omar, cast.gus):
        assert "Was this time well spent?" in client_for(person).get(url, headers=PARTIAL).text
    assert client_for(cast.omar).get(url).headers["location"] == f"/meetings/{cast.today.id}#feedback"


def test_one_press_is_counted_and_that_question_is_through(client_for, cast: Cast, database, look) -> None:
    to_the_last_step(database, cast)
    omar, url = client_for(cast.omar), f"/meetings/{cast.today.id}/feedback"
    press = {"question": "well_spent", "answer": "partly"}
    answer = omar.post(url, data=press, headers=PARTIAL)
    assert "Answered. Thank you." in answer.text and 'id="feedback-well_spent"' in answer.text
    assert "feedback-word" not in answer.text
    assert omar.post(url, data=press).status_code == 303
    with look() as db:
        assert [row.count for row in db.exec(feedback.select(feedback.FeedbackCount))] == [1]
    assert omar.post(url, data={"question": "well_spent", "answer": "9"}).status_code == 409


def test_a_word_is_kept_and_changed(client_for, cast: Cast, database) -> None:
    to_the_last_step(database, cast)
    omar, url = client_for(cast.omar), f"/meetings/{cast.today.id}/last-word"
    assert omar.post(url, data={"word": "heavy"}).status_code == 303
    assert 'value="lighter"' in omar.post(url, data={"word": "lighter"}, headers=PARTIAL).text
    panel = f"/meetings/{cast.today.id}/feedback"
    assert "lighter" not in client_for(cast.nia).get(panel, headers=PARTIAL).text
    with database.writing() as db:
        closing.close(db, meetings.by_id(db, cast.today.id), by=cast.fatima, at=NOW)
    for address in (f"/meetings/{cast.today.id}", f"/meetings/{cast.today.id}/minutes"):
        assert "What was said at the end" in client_for(cast.nia).get(address).text
    text = client_for(cast.nia).get(f"/meetings/{cast.next_month.id}").text
    assert "What was said at the end" in text and "lighter" in text


def test_the_closed_meeting_asks_for_two_weeks(client_for, cast: Cast, time) -> None:
    url = f"/meetings/{cast.last_month.id}"
    assert "How was it?" not in client_for(cast.omar).get(url).text
    client_for(cast.fatima).post(f"/meetings/{cast.today.id}/close")
    url = f"/meetings/{cast.today.id}"
    assert "How was it?" in client_for(cast.omar).get(url).text
    assert "Kept without your name, so it cannot be changed afterwards." in client_for(cast.omar).get(url).text
    time.pass_by(days=14, hours=1)
    assert "How was it?" not in client_for(cast.omar).get(url).text
