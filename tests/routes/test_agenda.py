"""The agenda's presses: with htmx a fragment, without it a page."""

from app.domain import agenda, bringing, history, meetings, running, templates
from tests.cast import NOW, Cast, build_case, build_step

STEP = {"title": "Cake", "minutes": "5", "led_by": "all", "hint": "Lemon"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def steps(look, cast: Cast) -> list:
    with look() as db:
        return agenda.of(db, cast.next_month.id)


def titles(look, cast: Cast) -> list[str]:
    return [item.title for item in steps(look, cast)]


def test_adding_a_step(client_for, cast: Cast, look) -> None:
    client, url = client_for(cast.fatima), f"/meetings/{cast.next_month.id}/agenda"
    answer = client.post(url, data=STEP)
    added = steps(look, cast)[-1]
    assert answer.headers["location"] == f"/meetings/{cast.next_month.id}#step-{added.id}"
    assert (added.title, added.hint, added.returns) == ("Cake", "Lemon", False)
    partial = client.post(url, data=STEP | {"returns": "yes"}, headers=HTMX)
    assert partial.text.lstrip().startswith('<div id="agenda"')
    assert "said" in partial.headers["HX-Trigger"]
    assert steps(look, cast)[-1].returns


def test_a_step_without_a_title_is_asked_again(client_for, cast: Cast) -> None:
    client, url = client_for(cast.fatima), f"/meetings/{cast.next_month.id}/agenda"
    for headers in ({}, HTMX):
        answer = client.post(url, data=STEP | {"title": " ", "minutes": "0"}, headers=headers)
        assert answer.status_code == 422
        assert "There is a problem" in answer.text and "Lemon" in answer.text


def test_changing_a_step_in_place_and_on_its_page(client_for, cast: Cast, look) -> None:
    client, item = client_for(cast.fatima), steps(look, cast)[0]
    assert 'id="change-step"' in client.get(f"/agenda/{item.id}/edit", headers=HTMX).text
    assert "<h1>Change a step</h1>" in client.get(f"/agenda/{item.id}/edit").text
    assert client.post(f"/agenda/{item.id}", data=STEP | {"seen": item.wording}).status_code == 303
    assert titles(look, cast)[0] == "Cake"
    with look() as db:
        assert [(one.verb, one.by_id) for one in history.of(db, item.id)][-1] == ("changed", cast.fatima.id)


def test_s50_two_who_change_a_step_see_both(client_for, cast: Cast, look) -> None:
    client, item = client_for(cast.fatima), steps(look, cast)[0]
    client.post(f"/agenda/{item.id}", data=STEP | {"seen": item.wording})
    for headers in ({}, HTMX):
        mine = STEP | {"title": "Fruit", "seen": item.wording}
        answer = client.post(f"/agenda/{item.id}", data=mine, headers=headers)
        assert answer.status_code == 409
        assert "<strong>Cake</strong>" in answer.text and 'value="Fruit"' in answer.text
    assert titles(look, cast)[0] == "Cake"


def test_moving_a_step_by_its_buttons(client_for, cast: Cast, look) -> None:
    client, item = client_for(cast.fatima), steps(look, cast)[0]
    answer = client.post(f"/agenda/{item.id}/move", data={"place": "2"}, headers=HTMX)
    assert titles(look, cast) == ["Step 2", "Step 1", "Step 3"]
    assert "is step 2 of 3" in answer.headers["HX-Trigger"]
    assert "data-focus" not in answer.text
    client.post(f"/agenda/{item.id}/move", data={"place": "3"})
    assert titles(look, cast)[-1] == "Step 1"
    assert client.post(f"/agenda/{item.id}/move", data={"place": "x"}).status_code == 303


def test_taking_off_and_undo_with_and_without_javascript(client_for, cast: Cast, look) -> None:
    client, item = client_for(cast.fatima), steps(look, cast)[1]
    answer = client.post(f"/agenda/{item.id}/taking-off")
    assert titles(look, cast) == ["Step 1", "Step 3"]
    page = client.get(answer.headers["location"].split("#")[0]).text
    assert f'action="/agenda/{item.id}/return"' in page
    client.post(f"/agenda/{item.id}/return", data={"meeting_id": str(cast.next_month.id), "place": "2"})
    assert titles(look, cast) == ["Step 1", "Step 2", "Step 3"]
    partial = client.post(f"/agenda/{item.id}/taking-off", headers=HTMX)
    assert f'id="undo-{item.id}"' in partial.text


def test_undoing_puts_a_topic_back_where_it_stood(client_for, cast: Cast, look) -> None:
    client, base = client_for(cast.fatima), f"/meetings/{cast.next_month.id}/agenda"
    client.post(f"{base}/items/{cast.topic.id}", data={"place": "2"})
    assert titles(look, cast)[1] == "Winter night shelter"
    partial = client.post(f"/agenda/{cast.topic.id}/taking-off", headers=HTMX).text
    assert f'action="{base}/items/{cast.topic.id}"' in partial and 'name="place" value="2"' in partial
    client.post(f"{base}/items/{cast.topic.id}", data={"place": "2"}, headers=HTMX)
    assert titles(look, cast)[1] == "Winter night shelter"


def test_putting_a_waiting_topic_on_the_agenda_twice_puts_it_there_once(client_for, cast: Cast, look) -> None:
    url = f"/meetings/{cast.next_month.id}/agenda/items/{cast.topic.id}"
    client = client_for(cast.fatima)
    for _ in range(2):
        assert client.post(url).status_code == 303
    assert titles(look, cast).count("Winter night shelter") == 1
    with look() as db:
        assert [one.verb for one in history.of(db, cast.topic.id)].count("taken") == 1


def test_letting_go_with_a_reason_and_bringing_back(client_for, cast: Cast, look) -> None:
    client = client_for(cast.fatima)
    assert client.post(f"/agenda/{cast.topic.id}/letting-go", data={"why": ""}).status_code == 409
    answer = client.post(f"/agenda/{cast.topic.id}/letting-go", data={"why": "It has opened."})
    assert answer.headers["location"] == f"/communities/{cast.community.id}/topics"
    assert "It has opened." in client.get(answer.headers["location"]).text
    client.post(f"/agenda/{cast.topic.id}/return")
    with look() as db:
        assert cast.topic.id in {item.id for item in agenda.waiting(db, cast.community.id)}


def test_only_facilitators_change_the_agenda(client_for, cast: Cast, look) -> None:
    item = steps(look, cast)[0]
    for person, status in ((cast.omar, 403), (cast.zed, 404), (cast.sol, 404), (cast.gus, 404)):
        client = client_for(person)
        for url in (f"/agenda/{item.id}", f"/agenda/{item.id}/move", f"/agenda/{item.id}/taking-off"):
            assert client.post(url, data=STEP | {"place": "3"}).status_code == status, url
        assert client.post(f"/agenda/{item.id}/letting-go", data={"why": "no"}).status_code == status
        assert client.post(f"/meetings/{cast.next_month.id}/agenda", data=STEP).status_code == status
        take = client.post(f"/meetings/{cast.next_month.id}/agenda/items/{cast.topic.id}")
        assert take.status_code == status
    assert titles(look, cast) == ["Step 1", "Step 2", "Step 3"]


def test_a_member_reads_the_agenda_without_its_buttons(client_for, cast: Cast) -> None:
    text = client_for(cast.omar).get(f"/meetings/{cast.next_month.id}/agenda", headers=HTMX).text
    assert "Step 2" in text and "Winter night shelter" in text
    assert "Move up" not in text and "<form" not in text


def test_a_guest_does_not_see_what_waits_in_the_community(client_for, cast: Cast) -> None:
    text = client_for(cast.gus).get(f"/meetings/{cast.today.id}/agenda", headers=HTMX).text
    assert "Step 2" in text
    assert "Winter night shelter" not in text


def test_the_plan_says_what_a_step_really_took_and_one_press_keeps_the_planned_minutes(
    client_for, database, look, cast: Cast
) -> None:
    with database.writing() as db:
        today, june = meetings.by_id(db, cast.today.id), meetings.by_id(db, cast.next_month.id)
        assert today and june
        today.template_key = june.template_key = "ours"
        running.step_on(db, today, cast.step.id, by=cast.fatima, at=NOW)
        running.close(db, today, by=cast.fatima, at=NOW)
        item = agenda.of(db, cast.next_month.id)[0]
        item.usual_minutes, item.proposed_minutes, item.minutes = 10, 15, 15
        db.add(item)
    fatima = client_for(cast.fatima)
    text = fatima.get(f"/meetings/{cast.next_month.id}").text
    assert "10 planned, 15 last time. We propose 15." in text and "Keep the planned minutes" in text
    assert 'id="learnt"' not in client_for(cast.omar).get(f"/meetings/{cast.next_month.id}").text
    for _ in range(2):
        answer = fatima.post(f"/meetings/{cast.next_month.id}/agenda/pace", headers=HTMX)
    assert "10 planned, 15 last time." in answer.text and "We propose" not in answer.text
    with look() as db:
        assert agenda.of(db, cast.next_month.id)[0].minutes == 10
        told = [(one.verb, one.by_id, one.at) for one in history.of(db, cast.next_month.id)]
        assert told.count(("pace_left", cast.fatima.id, NOW)) == 1
    fatima.post(f"/meetings/{cast.next_month.id}/agenda/pace", data={"learnt": "yes"})
    with look() as db:
        assert agenda.of(db, cast.next_month.id)[0].minutes == 15


def test_a_case_is_put_into_the_step_that_is_kept_for_it(client_for, cast: Cast, look, database) -> None:
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.next_month.id)
        case = build_case(db, cast.community, cast.nia, state="offered")
        assert meeting
        place = build_step(db, meeting, cast.fatima, title="Case 1", minutes=20, method="echo_short")
        agenda.move(db, place, 2, by=cast.fatima, at=NOW)
        bringing.approve(db, case, by=cast.fatima, at=NOW)
        item = bringing.place_of(db, case)
        assert item and item.method == "solution_focused"
    client, page = client_for(cast.fatima), f"/meetings/{cast.next_month.id}"
    assert "Put into “Case 1”" in client.get(page).text
    url = f"{page}/agenda/items/{item.id}"
    for _ in range(2):
        assert client.post(url, data={"into": str(place.id)}).status_code == 303
    second = steps(look, cast)[1]
    assert (second.id, second.minutes, second.method) == (item.id, 20, "echo_short")
    assert "Case 1" not in titles(look, cast) and len(steps(look, cast)) == 4
    with look() as db:
        kept = templates.before(db, cast.community.id)
        assert kept and [one.title for one in kept.steps] == ["Step 1", "Case 1", "Step 2", "Step 3"]
        assert [one.position for one in agenda.of(db, cast.next_month.id)] == [1, 2, 3, 4]
    topic = client.post(f"{page}/agenda/items/{cast.topic.id}", data={"into": str(place.id)})
    assert topic.status_code == 409
