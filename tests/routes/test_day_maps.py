"""The map of one day on the web, without a script: drawn, changed, read over, and shown to others as a plain list."""

import re
from uuid import UUID, uuid4

import pytest

from app.domain import bringing, cases, people
from app.domain.day_map import Stop, stops
from tests.cast import A_STOP, NOW, Cast, build_case
from tests.routes.test_cases import Look, bytes_of, found, sent_from

PHONE = "07700 900245"


def day_of(look: Look, case_id: UUID) -> list[Stop]:
    return stops(found(look, case_id).one_day)


def test_a_stop_is_added_at_the_end_with_its_time_to_the_quarter_hour(client_for, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.draft_case.id}/map"
    for typed, kept in (("10:07", "10:00"), ("10:08", "10:15"), ("23:59", "00:00"), ("", "")):
        answer = nia.post(url, data={"at": typed, "place": "A bench", "way": " On  foot ", "outcome": "waited"})
        assert answer.headers["location"] == f"{url}#add-stop"
        last = day_of(look, cast.draft_case.id)[-1]
        assert (last.at, last.place, last.way, last.outcome, last.why) == (kept, "A bench", "On foot", "waited", "")
    page = nia.get(url).text
    assert page.count("<h1") == 1
    assert "The day so far" in page


@pytest.mark.parametrize(
    ("field", "value"), [("place", ""), ("place", "p" * 121), ("at", "noon"), ("outcome", "lost"), ("why", "w" * 301)]
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client_for, look, cast: Cast, field: str, value: str) -> None:
    nia, stop = client_for(cast.nia), cast.draft_case.one_day[0]["id"]
    typed = {"at": "10:00", "place": "A bench by the canal", "way": "Two buses", "why": "Rain"} | {field: value}
    for url in (f"/cases/{cast.draft_case.id}/map", f"/cases/{cast.draft_case.id}/map/{stop}"):
        answer = nia.post(url, data=typed)
        assert answer.status_code == 422
        assert f'href="#field-{field}"' in answer.text
        for other in {"place", "way", "why"} - {field}:
            assert typed[other] in answer.text
    assert [one.place for one in day_of(look, cast.draft_case.id)] == ["A chemist"]


def test_a_stop_is_told_anew_moved_taken_out_and_put_back(client_for, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.draft_case.id}/map"
    nia.post(url, data={"place": "A bench"})
    first, second = (stop.id for stop in day_of(look, cast.draft_case.id))
    assert 'value="A chemist"' in nia.get(f"{url}/{first}").text
    assert sent_from(nia, f"{url}/{first}", {"place": "A clinic"}).headers["location"] == f"{url}#stop-{first}"
    nia.post(f"{url}/{second}/place", data={"by": "-1"})
    assert [stop.place for stop in day_of(look, cast.draft_case.id)] == ["A bench", "A clinic"]
    nia.post(f"{url}/{second}/place", data={"by": "7"})
    nia.post(f"{url}/{second}/removal")
    assert [stop.place for stop in day_of(look, cast.draft_case.id)] == ["A clinic"]
    assert "Put it back" in nia.get(url).text
    assert nia.get(f"{url}/{second}").status_code == 404
    nia.post(f"{url}/{second}/return")
    assert [stop.place for stop in day_of(look, cast.draft_case.id)] == ["A clinic", "A bench"]


def test_a_stop_that_is_not_there_is_not_found_and_a_full_map_says_so(client_for, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.draft_case.id}/map"
    assert nia.post(f"{url}/{uuid4()}/place", data={"by": "1"}).status_code == 404
    assert nia.get(f"{url}/{uuid4()}").status_code == 404
    for number in range(11):
        nia.post(url, data={"place": f"Place {number}"})
    full = nia.get(url).text
    assert "The map is full" in full
    assert 'name="place"' not in full
    assert nia.post(url, data={"place": "One more"}).status_code == 422
    assert len(day_of(look, cast.draft_case.id)) == 12


def test_others_read_the_map_as_a_list_on_the_page_and_on_the_card(client_for, database, cast: Cast) -> None:
    with database.writing() as db:
        nia = people.by_id(db, cast.nia.id)
        assert nia
        one_day = [A_STOP | {"id": str(uuid4()), "is_removed": False}]
        case = build_case(db, cast.community, nia, state="offered", one_day=one_day, what_it_does_to_me="Secret")
        bringing.approve(db, case, by=cast.fatima, at=NOW)
        cases.put_on(db, case, cast.today, by=cast.fatima, at=NOW)
    page = client_for(cast.omar).get(f"/cases/{case.id}").text
    day = re.sub(
        r"<[^>]+>|\s+", " ", page[page.index('<ol class="day">') : page.index("</ol>", page.index("day-time"))]
    )
    assert " ".join(day.split()) == "10:15 A chemist Kept On foot It opened early"
    assert "Secret" not in page


def test_findings_on_the_map_are_marked_listed_and_leave_the_file(client_for, database, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.draft_case.id}"
    nia.post(f"{url}/map", data={"place": "A chemist", "why": f"Rang {PHONE}"})
    nia.post(f"{url}/pages/7", data={"tried": f"Rang {PHONE} and 07700 900246"})
    page = nia.get(f"{url}/check").text
    assert page.count('id="finding-') == 3
    assert "One day: what made it so" in page
    assert "Use all 3 suggestions" in page
    stop = day_of(look, cast.draft_case.id)[-1].id
    assert f'href="{url}/map/{stop}"' in page
    part = nia.post(f"{url}/check/all", headers={"HX-Request-Type": "partial"})
    assert part.status_code == 200
    assert 'id="findings"' not in part.text
    assert PHONE not in str(found(look, cast.draft_case.id).model_dump())
    assert nia.post(f"{url}/check/all").headers["location"] == f"{url}/check#check"
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        assert PHONE.encode() not in bytes_of(database)


def test_a_rare_combination_is_said_and_widened_by_one_press(client_for, database, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.draft_case.id}"
    nia.post(f"{url}/pages/2", data={"life_stage": "adult"})
    nia.post(f"{url}/pages/6", data={"needs": ["drugs", "trust"]})
    young = nia.get(f"{url}/check").text
    assert "Few cases have been brought here so far" in young
    assert "check/wider" not in young
    with database.writing() as db:
        presenter = people.by_id(db, cast.nia.id)
        assert presenter
        for _ in range(4):
            told = {"life_stage": "middle", "needs": "drugs,trust"}
            build_case(db, cast.community, presenter, state="offered", **told)
    page = nia.get(f"{url}/check").text
    assert "This combination may point to one person" in page
    assert "Stage of life: Adult (18 to 64)" in page
    assert nia.post(f"{url}/check/wider", data={"part": "nonsense"}).status_code == 303
    part = nia.post(f"{url}/check/wider", data={"part": "wider_stage"}, headers={"HX-Request-Type": "partial"})
    assert 'id="rare"' not in part.text
    assert found(look, cast.draft_case.id).life_stage == "any_adult"
