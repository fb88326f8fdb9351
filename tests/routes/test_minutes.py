"""The minutes page."""

from app.domain import meetings
from tests.cast import Cast


def test_members_read_the_minutes_of_a_closed_meeting(client_for, cast: Cast) -> None:
    text = client_for(cast.omar).get(f"/meetings/{cast.last_month.id}/minutes").text
    for words in ("Minutes: April", "Call the hostel", "Omar Reid, before we next meet", "They kept the window open"):
        assert words in text
    assert "100 used" in text and "Not reached" in text


def test_a_running_meeting_has_minutes_so_far(client_for, cast: Cast) -> None:
    text = client_for(cast.omar).get(f"/meetings/{cast.today.id}/minutes").text
    assert "still running" in text
    assert "Omar Reid (Northgate Homes)" in text and "Try the morning visit." in text
    assert "What we had taken on" in text and "Not spoken of" in text
    assert "They kept the window open" in text


def test_there_are_none_before_it_is_held(client_for, cast: Cast) -> None:
    answer = client_for(cast.omar).get(f"/meetings/{cast.next_month.id}/minutes")
    assert answer.headers["location"] == f"/meetings/{cast.next_month.id}"


def test_guests_sponsors_and_strangers_do_not_read_them(client_for, cast: Cast, look) -> None:
    for person in (cast.gus, cast.sol, cast.zed):
        assert client_for(person).get(f"/meetings/{cast.today.id}/minutes").status_code == 404
    with look() as db:
        assert meetings.by_id(db, cast.today.id).is_running
