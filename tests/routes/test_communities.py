"""Beginning a community, its own page, changing it, and its ground rules."""

from uuid import UUID

import pytest
from sqlmodel import select

from app.domain import communities, ground_rules, history, meetings, memberships, running
from app.domain.communities import Community
from tests.cast import NOW, Cast

GOOD = {
    "name": "Hillside",
    "place": "The library",
    "purpose": "To learn from each other.",
    "zone": "Europe/Dublin",
    "every_weeks": "2",
    "weekday": "3",
    "starts_at": "09:15",
    "minutes": "90",
    "own_word": "bright spot",
    "own_word_plural": "",
    "keeps_months": "12",
}


def begun(look, answer) -> Community:
    community_id = UUID(answer.headers["location"].rsplit("/", 1)[1])
    with look() as db:
        community = communities.by_id(db, community_id)
    assert community is not None
    return community


def test_anybody_signed_in_begins_a_community_and_facilitates_it(client_for, look, cast: Cast) -> None:
    client = client_for(cast.omar)
    assert client.get("/communities/new").status_code == 200
    answer = client.post("/communities", data=GOOD)
    assert answer.status_code == 303
    community = begun(look, answer)
    assert (community.name, community.zone, f"{community.starts_at:%H:%M}") == ("Hillside", "Europe/Dublin", "09:15")
    assert (community.every_weeks, community.weekday, community.minutes) == (2, 3, 90)
    assert community.own_word_plural == "bright spots"
    with look() as db:
        place = memberships.of(db, community.id, cast.omar.id)
    assert place is not None
    assert place.role == "facilitator"
    shown = client.get(answer.headers["location"])
    assert "every 2 weeks on Thursday at 09:15" in shown.text
    assert 'id="first-steps"' in shown.text


def test_a_guest_of_one_meeting_begins_no_community(client_for, cast: Cast) -> None:
    client = client_for(cast.gus)
    assert client.get("/communities/new").status_code == 403
    assert client.post("/communities", data=GOOD).status_code == 403


def test_nobody_signed_out_begins_a_community(client, look) -> None:
    answer = client.post("/communities", data=GOOD)
    assert answer.status_code == 401 and 'href="/sign-in"' in answer.text
    with look() as db:
        assert not db.exec(select(Community).where(Community.name == GOOD["name"])).all()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", " ", "Write a name, such as Riverside."),
        ("name", "N" * 121, "at most 120 letters"),
        ("zone", "Mars/Olympus", "Choose a time zone of the list"),
        ("zone", "../../etc/passwd", "Choose a time zone of the list"),
        ("every_weeks", "0", "how many weeks"),
        ("every_weeks", "often", "how many weeks"),
        ("weekday", "7", "Choose a day"),
        ("starts_at", "noon", "as on a clock"),
        ("minutes", "5", "how long a meeting lasts"),
        ("keeps_months", "1", "how long things are kept"),
        ("purpose", "p" * 2001, "at most 2000 letters"),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(client_for, cast: Cast, field, value, said) -> None:
    answer = client_for(cast.omar).post("/communities", data=GOOD | {field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert "There is a problem" in answer.text
    assert "To learn from each other." in answer.text or field == "purpose"


def test_a_form_sent_twice_begins_one_community(client_for, look, cast: Cast) -> None:
    client = client_for(cast.omar)
    for _ in range(2):
        client.post("/communities", data=GOOD | {"once": "a token"})
    with look() as db:
        mine = [home.name for _, home in memberships.communities_of(db, cast.omar)]
    assert mine.count("Hillside") == 1


def test_s05_extra_fields_set_no_owner_role_or_id(client_for, look, cast: Cast) -> None:
    extra = {"id": str(cast.elsewhere.id), "created_at": "2000-01-01", "revision": "99", "role": "sponsor"}
    community = begun(look, client_for(cast.omar).post("/communities", data=GOOD | extra))
    assert community.id != cast.elsewhere.id
    assert community.revision == 1
    assert community.created_at.year == 2027


def test_the_page_shows_the_meeting_that_runs_what_waits_and_what_moved(client_for, cast: Cast) -> None:
    text = client_for(cast.omar).get(f"/communities/{cast.community.id}").text
    # Before everything else, and only there.
    assert text.index("Running now") < text.index("Newest little miracles")
    assert 'id="running-now"' in text and f'href="/meetings/{cast.today.id}"' in text
    assert "When we meet next" not in text
    assert "They kept the window open all week." in text
    assert "1 waits for an agenda." in text
    assert "Together we have 1 open action." in text


def test_the_first_steps_are_for_the_facilitator_and_go_when_taken(client_for, database, cast: Cast) -> None:
    page = f"/communities/{cast.community.id}"
    assert 'id="first-steps"' in client_for(cast.fatima).get(page).text
    assert 'id="first-steps"' not in client_for(cast.omar).get(page).text
    with database.writing() as db:
        ground_rules.agree_newest(db, db.merge(cast.community), 1, by=cast.fatima, at=cast.community.created_at)
    assert 'id="first-steps"' not in client_for(cast.fatima).get(page).text


@pytest.mark.parametrize("name", ["sol", "gus", "zed", "ivy", "kit"])
def test_the_page_is_not_there_for_others(client_for, cast: Cast, name: str) -> None:
    client = client_for(getattr(cast, name))
    assert client.get(f"/communities/{cast.community.id}").status_code == 404
    assert client.get(f"/communities/{cast.community.id}/ground-rules").status_code == 404


def test_the_facilitator_changes_name_and_rhythm(client_for, look, cast: Cast) -> None:
    client = client_for(cast.fatima)
    page = f"/communities/{cast.community.id}"
    assert 'value="Riverside"' in client.get(f"{page}/edit").text
    assert client.post(page, data=GOOD | {"revision": "1"}).status_code == 303
    with look() as db:
        community = communities.by_id(db, cast.community.id)
        changed = history.of(db, cast.community.id)[-1]
    assert community is not None
    assert community.name == "Hillside"
    assert (changed.verb, changed.by_id) == ("changed", cast.fatima.id)


def test_s50_two_who_change_it_at_once_both_see_both(client_for, look, cast: Cast) -> None:
    client, page = client_for(cast.fatima), f"/communities/{cast.community.id}"
    client.post(page, data=GOOD | {"revision": "1", "name": "Theirs"})
    answer = client.post(page, data=GOOD | {"revision": "1", "name": "Mine"})
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert 'value="Mine"' in answer.text
    assert 'name="revision" value="2"' in answer.text
    assert client.post(page, data=GOOD | {"revision": "2", "name": "Mine"}).status_code == 303


@pytest.mark.parametrize(("name", "status"), [("omar", 403), ("sol", 404), ("zed", 404), ("gus", 404)])
def test_only_the_facilitator_changes_it(client_for, look, cast: Cast, name: str, status: int) -> None:
    client, page = client_for(getattr(cast, name)), f"/communities/{cast.community.id}"
    assert client.get(f"{page}/edit").status_code == status
    assert client.post(page, data=GOOD | {"revision": "1"}).status_code == status
    assert client.post(f"{page}/ground-rules", data={"text": "Mine", "version": "1"}).status_code == status
    assert client.post(f"{page}/ground-rules/agreement", data={"version": "1"}).status_code == status
    with look() as db:
        assert communities.rules_of(db, cast.community.id).agreed_at is None


def test_ground_rules_are_rewritten_then_agreed_and_the_agreed_ones_stay(client_for, look, cast: Cast) -> None:
    client, page = client_for(cast.fatima), f"/communities/{cast.community.id}/ground-rules"
    assert "not agreed yet" in client.get(page).text
    assert client.post(f"{page}/agreement", data={"version": "1"}).status_code == 303
    agreed = client.get(page).text
    assert "Agreed on" in agreed
    assert "noted by Fatima Aziz" in agreed
    assert client.post(page, data={"text": "Bring cake.\r\nListen.", "version": "1"}).status_code == 303
    both = client.get(page).text
    assert 'id="agreed-rules"' in both
    assert "Bring cake." in both
    with look() as db:
        rules = ground_rules.now_in(db, cast.community.id)
    assert rules.agreed is not None
    assert rules.agreed.text == communities.FIRST_RULES
    assert rules.newest.lines == ["Bring cake.", "Listen."]


def test_s50_rules_rewritten_by_two_keep_both_texts(client_for, look, cast: Cast) -> None:
    client, page = client_for(cast.fatima), f"/communities/{cast.community.id}/ground-rules"
    client.post(page, data={"text": "Their rule.", "version": "1"})
    answer = client.post(page, data={"text": "My rule.", "version": "1"})
    assert answer.status_code == 409
    assert "Their rule." in answer.text
    assert "My rule." in answer.text
    with look() as db:
        assert communities.rules_of(db, cast.community.id).text == "Their rule."


def test_empty_rules_are_refused_with_words(client_for, cast: Cast) -> None:
    answer = client_for(cast.fatima).post(
        f"/communities/{cast.community.id}/ground-rules", data={"text": "  ", "version": "1"}
    )
    assert answer.status_code == 422
    assert "Write the rules, one a line." in answer.text


def test_rules_rewritten_meanwhile_are_not_agreed(client_for, look, cast: Cast) -> None:
    client, page = client_for(cast.fatima), f"/communities/{cast.community.id}/ground-rules"
    client.post(page, data={"text": "New rule.", "version": "1"})
    for version in ("1", "", "x"):
        assert client.post(f"{page}/agreement", data={"version": version}).status_code == 409
    with look() as db:
        assert ground_rules.agreed_of(db, cast.community.id) is None


def test_a_members_page_offers_nothing_that_only_the_facilitator_may(client_for, cast: Cast) -> None:
    client = client_for(cast.omar)
    assert "/edit" not in client.get(f"/communities/{cast.community.id}").text
    text = client.get(f"/communities/{cast.community.id}/ground-rules").text
    assert 'id="agree"' not in text
    assert 'id="rewrite"' not in text


def test_a_meeting_whose_day_went_by_is_told_apart_from_one_to_come(client_for, cast: Cast, database, time) -> None:
    fatima, page = client_for(cast.fatima), f"/communities/{cast.community.id}"
    with database.writing() as db:
        today = meetings.by_id(db, cast.today.id)
        assert today
        running.close(db, today, by=cast.fatima, at=NOW)
    passed = "That day has passed, and it has not begun. Start it, move it, or call it off."
    assert passed not in fatima.get(page).text and "Next:" in fatima.get("/").text
    time.at = cast.next_month.planned_end
    fatima = client_for(cast.fatima)
    assert passed in fatima.get(page).text and "Was planned for:" in fatima.get("/").text
    assert "That day has passed, and it has not begun.</p>" in client_for(cast.omar).get(page).text
