"""A community's own case methods: copied, changed by two at once, put away; and given to a step."""

from collections.abc import Callable

from fastapi.testclient import TestClient

from app.domain import agenda, history, methods, own_methods
from app.domain.methods import CaseMethod, MethodPhase
from tests.cast import Cast

PHASE = {"title": "A walk", "minutes": "6", "speaks": "all", "others_do": "Walk in pairs.", "what": "collects_offers"}


def phases(look: Callable, cast: Cast, *, taken_off: bool = False) -> list[MethodPhase]:
    with look() as db:
        method = own_methods.by_id(db, cast.method.id)
        assert method
        return own_methods.phases_of(db, method, taken_off=taken_off)


def titles(look: Callable, cast: Cast) -> list[str]:
    return [phase.title for phase in phases(look, cast)]


def method_of(look: Callable, cast: Cast) -> CaseMethod:
    with look() as db:
        method = own_methods.by_id(db, cast.method.id)
        assert method
        return method


def at(cast: Cast, *rest: object) -> str:
    return "/".join(["/methods", str(cast.method.id), *(str(one) for one in rest)])


def test_the_list_shows_ours_and_the_communitys_own(client_for, cast: Cast) -> None:
    text = client_for(cast.fatima).get(f"/communities/{cast.community.id}/methods").text
    assert "Our way" in text and "Balint group" in text and "The group wonders aloud" in text


def test_one_of_ours_is_copied_to_be_changed(client_for, look, cast: Cast) -> None:
    client, url = client_for(cast.fatima), f"/communities/{cast.community.id}/methods"
    answer = client.post(url, data={"name": "Our Balint", "like": "balint"})
    with look() as db:
        # Two that were made in one moment have no order.
        [made] = [one for one in own_methods.of(db, cast.community.id) if one.name == "Our Balint"]
        assert [one.title for one in own_methods.phases_of(db, made)] == [
            one.title for one in methods.ours()["balint"].phases
        ]
        assert [(one.verb, one.by_id) for one in history.of(db, made.id)] == [("copied", cast.fatima.id)]
    assert answer.headers["location"] == f"/methods/{made.id}"
    assert client.post(url, data={"name": " "}).status_code == 422


def test_a_phase_is_added_changed_moved_taken_off_and_put_back(client_for, look, cast: Cast) -> None:
    client, before = client_for(cast.fatima), titles(look, cast)
    assert client.post(at(cast, "phases"), data=PHASE).status_code == 303
    added = phases(look, cast)[-1]
    assert (added.title, added.minutes, added.collects_offers, added.chooses_offers) == ("A walk", 6, True, False)
    revision = method_of(look, cast).revision
    changed = PHASE | {"title": "A slow walk", "what": ["presenter_is_silent"], "revision": str(revision)}
    assert client.post(at(cast, "phases", added.id), data=changed).status_code == 303
    again = phases(look, cast)[-1]
    assert (again.title, again.collects_offers, again.presenter_is_silent) == ("A slow walk", False, True)
    for _ in range(2):
        client.post(at(cast, "phases", added.id, "move"), data={"place": "1"})
    assert titles(look, cast) == ["A slow walk", *before]
    for _ in range(2):
        client.post(at(cast, "phases", added.id, "taking-off"))
    assert titles(look, cast) == before
    assert "Off the method: A slow walk." in client.get(at(cast)).text
    client.post(at(cast, "phases", added.id, "return"))
    assert titles(look, cast) == ["A slow walk", *before]
    with look() as db:
        verbs = [one.verb for one in history.of(db, cast.method.id)]
    kinds = ["added", "changed", "moved", "taken_off", "put_back"]
    assert verbs == ["copied", *(f"phase_{kind}" for kind in kinds)]


def test_two_who_change_a_phase_at_once_see_both(client_for, look, cast: Cast) -> None:
    client, phase, revision = client_for(cast.fatima), phases(look, cast)[0], method_of(look, cast).revision
    form = client.get(at(cast, "phases", phase.id)).text
    assert f'name="revision" value="{revision}"' in form
    theirs = PHASE | {"title": "Theirs", "revision": str(revision)}
    assert client.post(at(cast, "phases", phase.id), data=theirs).status_code == 303
    mine = PHASE | {"title": "Mine", "revision": str(revision)}
    answer = client.post(at(cast, "phases", phase.id), data=mine)
    assert answer.status_code == 409
    assert "<strong>Theirs</strong>" in answer.text and 'value="Mine"' in answer.text
    assert titles(look, cast)[0] == "Theirs"
    assert f'name="revision" value="{revision + 1}"' in answer.text
    client.post(at(cast, "phases", phase.id), data=mine | {"revision": str(revision + 1)})
    assert titles(look, cast)[0] == "Mine"


def test_two_who_rename_it_see_both(client_for, look, cast: Cast) -> None:
    client, revision = client_for(cast.fatima), method_of(look, cast).revision
    assert client.post(at(cast), data={"name": "Theirs", "revision": str(revision)}).status_code == 303
    answer = client.post(at(cast), data={"name": "Mine", "revision": str(revision)})
    assert answer.status_code == 409
    assert "It is called “Theirs” now" in answer.text and 'value="Mine"' in answer.text
    assert client.post(at(cast), data={"name": ""}).status_code == 422
    assert method_of(look, cast).name == "Theirs"


def test_a_phase_needs_its_words(client_for, look, cast: Cast) -> None:
    client, phase = client_for(cast.fatima), phases(look, cast)[0]
    for url in (at(cast, "phases"), at(cast, "phases", phase.id)):
        answer = client.post(url, data=PHASE | {"title": "", "minutes": "0"})
        assert answer.status_code == 422
        assert "There is a problem" in answer.text and "Walk in pairs." in answer.text


def test_a_method_that_is_put_away_is_not_offered_and_comes_back(client_for, look, cast: Cast) -> None:
    client: TestClient = client_for(cast.fatima)
    step = agenda_step(look, cast)
    own = f'<option value="{cast.method.id}"'
    assert own in client.get(f"/agenda/{step.id}/edit").text
    for _ in range(2):
        client.post(at(cast, "put-away"))
    assert own not in client.get(f"/agenda/{step.id}/edit").text
    client.post(at(cast, "return"))
    assert own in client.get(f"/agenda/{step.id}/edit").text


def test_a_step_follows_a_method_and_takes_its_minutes(client_for, look, cast: Cast) -> None:
    client, step = client_for(cast.fatima), agenda_step(look, cast)
    words = {"title": "Case", "minutes": "10", "led_by": "presenter", "method": str(cast.method.id)}
    assert client.post(f"/agenda/{step.id}", data=words | {"seen": step.wording}).status_code == 303
    step = agenda_step(look, cast)
    assert (step.method, step.minutes) == (str(cast.method.id), 35)
    client.post(f"/agenda/{step.id}", data=words | {"minutes": "50", "seen": step.wording})
    assert agenda_step(look, cast).minutes == 50
    assert "Our way" in client.get(f"/meetings/{cast.next_month.id}").text


def test_a_new_step_may_leave_its_minutes_to_its_method(client_for, look, cast: Cast) -> None:
    client, url = client_for(cast.fatima), f"/meetings/{cast.next_month.id}/agenda"
    words = {"title": "Case", "minutes": "", "led_by": "presenter"}
    assert client.post(url, data=words).status_code == 422
    assert client.post(url, data=words | {"method": "balint"}).status_code == 303
    assert client.post(url, data=words | {"method": "no_such"}).status_code == 409
    with look() as db:
        assert agenda.of(db, cast.next_month.id)[-1].minutes == 45


def agenda_step(look: Callable, cast: Cast):
    with look() as db:
        return agenda.of(db, cast.next_month.id)[0]
