"""Members propose what they would like to talk about."""

from app.domain import agenda, history
from tests.cast import Cast
from tests.keeping import keep

TOPIC = {"title": "Weekend hand-over", "why": "Three of us were rung.", "minutes": "20"}


def waiting(look, cast: Cast) -> list:
    with look() as db:
        return agenda.waiting(db, cast.community.id)


def test_a_member_proposes_a_topic(client_for, cast: Cast, look) -> None:
    client, url = client_for(cast.omar), f"/communities/{cast.community.id}/topics"
    assert client.post(url, data=TOPIC).headers["location"] == url
    item = waiting(look, cast)[-1]
    assert (item.title, item.hint, item.minutes, item.returns) == (
        "Weekend hand-over",
        "Three of us were rung.",
        20,
        True,
    )
    with look() as db:
        assert [(one.verb, one.by_id) for one in history.of(db, item.id)] == [("proposed", cast.omar.id)]
    assert "proposed by Omar Reid" in client.get(url).text


def test_an_empty_topic_is_asked_again(client_for, cast: Cast) -> None:
    url = f"/communities/{cast.community.id}/topics"
    answer = client_for(cast.omar).post(url, data=TOPIC | {"title": ""})
    assert answer.status_code == 422
    assert "Three of us were rung." in answer.text


def test_s39_what_may_say_who_it_is_is_shown_before_it_is_shared(client_for, cast: Cast, look) -> None:
    client, url = client_for(cast.omar), f"/communities/{cast.community.id}/topics"
    telling = TOPIC | {"why": "Ring 07700 900123 about it."}
    answer = client.post(url, data=telling)
    assert answer.status_code == 422
    assert '<mark class="find">07700 900123</mark>' in answer.text
    assert len(waiting(look, cast)) == 1
    assert keep(client, url, telling).status_code == 303
    with look() as db:
        verbs = [one.verb for one in history.of(db, waiting(look, cast)[-1].id)]
    assert sorted(verbs) == ["kept_findings", "proposed"]


def test_others_do_not_propose(client_for, cast: Cast) -> None:
    url = f"/communities/{cast.community.id}/topics"
    for person in (cast.zed, cast.sol, cast.gus):
        assert client_for(person).post(url, data=TOPIC).status_code == 404
        assert client_for(person).get(url).status_code == 404


def test_members_see_topics_without_the_facilitators_buttons(client_for, cast: Cast) -> None:
    url = f"/communities/{cast.community.id}/topics"
    assert "Let it go" in client_for(cast.fatima).get(url).text
    assert "Let it go" not in client_for(cast.omar).get(url).text
