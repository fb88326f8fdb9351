"""On the wall and beside it: looked for, seconded, told on to sponsors, resting; and each one's own page."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import cases, history, holding, miracles, pausing, wall
from app.domain.miracles import Miracle
from app.domain.people import Person
from tests.cast import NOW, Cast
from tests.conftest import BASE_URL

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def address(cast: Cast) -> str:
    return f"/communities/{cast.community.id}/miracles"


def told(database: Database, cast: Cast, text: str = "The door was open.", days_ago: int = 0, **more: Any) -> Miracle:
    with database.writing() as db:
        at = NOW - timedelta(days=days_ago)
        return miracles.tell(db, cast.community.id, text=text, **({"by": cast.omar, "at": at} | more))


def as_it_is(look: Look, miracle: Miracle) -> Miracle:
    with look() as db:
        same = miracles.by_id(db, miracle.id)
        assert same
        return same


def test_it_is_found_by_its_words_and_by_a_need_of_a_case_that_i_may_see(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    with database.writing() as db:
        for case_id in (cast.open_case.id, cast.draft_case.id):
            case = cases.by_id(db, case_id)
            assert case
            case.needs = "drugs,trust"
            db.add(case)
    told(database, cast, "Of the open case.", case_id=cast.open_case.id)
    told(database, cast, "Of a draft.", case_id=cast.draft_case.id)
    client = client_for(cast.omar)
    page = client.get(address(cast), params={"need": "drugs"}).text
    assert "Of the open case." in page and "Of a draft." not in page and "One found." in page
    page = client.get(address(cast), params={"words": "draft"}).text
    assert "Of a draft." in page and "Of the open case." not in page
    nothing = client.get(address(cast), params={"words": "zebra", "page": "x"}).text
    assert "Nothing like this yet." in nothing and 'value="zebra"' in nothing


def test_pages_keep_what_was_looked_for(client_for: ClientFor, cast: Cast, database: Database) -> None:
    with database.writing() as db:
        for number in range(wall.ON_A_PAGE + 1):
            miracles.tell(db, cast.community.id, text=f"Tea, {number}.", kind="other", by=cast.omar, at=NOW)
    page = client_for(cast.omar).get(address(cast), params={"words": "tea", "kind": "other"}).text
    [older] = re.findall(r'rel="next" href="([^"]+)"', page)
    assert "This is page 1 of 2; each is printed by itself." in page
    assert "words=tea" in older and "kind=other" in older and "page=2" in older
    assert "2 of 2" in client_for(cast.omar).get(older.replace("&amp;", "&")).text


def test_another_agency_says_that_it_saw_it_too_and_takes_it_back(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    miracle = told(database, cast)
    nia = client_for(cast.nia)
    assert "We saw it too" in nia.get(address(cast)).text
    from_here = {"referer": f"{BASE_URL}{address(cast)}?words=tea&page=2"}
    seconded = nia.post(f"/miracles/{miracle.id}/seconding", headers=from_here)
    assert seconded.status_code == 303
    where = f"{address(cast)}?words=tea&page=2#second-{miracle.id}"
    assert seconded.headers["location"] == where, "Back to what was looked for, and to the button."
    assert "Seen too by" in nia.get(address(cast)).text
    nia.post(f"/miracles/{miracle.id}/seconding-taken-back")
    assert "Seen too by" not in nia.get(address(cast)).text
    answer = client_for(cast.omar).post(f"/miracles/{miracle.id}/seconding")
    assert answer.status_code == 409 and "your own agency" in answer.text


def test_a_sponsor_hears_what_is_told_on_and_nothing_beside_it(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    told(database, cast, "Only here.")
    miracle = told(database, cast, "For sponsors.", heard_by="sponsors", case_id=cast.open_case.id)
    sol = client_for(cast.sol)
    page = sol.get(f"/communities/{cast.community.id}/told-on").text
    assert "For sponsors." in page and "Only here." not in page
    assert cast.open_case.code_name not in page and f"/miracles/{miracle.id}" not in page
    assert sol.get(address(cast)).status_code == 404
    assert sol.get(f"/miracles/{miracle.id}").status_code == 404
    with database.writing() as db:
        case = cases.by_id(db, cast.open_case.id)
        assert case
        pausing.pause(db, case, by=cast.fatima, at=NOW)
    assert "For sponsors." not in sol.get(f"/communities/{cast.community.id}/told-on").text


def test_a_word_on_its_own_page_with_a_sentence(
    client_for: ClientFor, cast: Cast, database: Database, look: Look
) -> None:
    miracle = told(database, cast, days_ago=100)
    client, own = client_for(cast.nia), f"/miracles/{miracle.id}"
    refused = client.post(f"{own}/holding", data={"text": "Two teas."})
    assert refused.status_code == 422 and "Choose: still holding" in refused.text and "Two teas." in refused.text
    assert miracle.text in refused.text and "<title>Error: " in refused.text, "It is said where it can be read."
    stopped = client.post(f"{own}/holding", data={"word": "grown", "text": "Ring 07700 900123."})
    assert stopped.status_code == 422 and "07700 900123" in stopped.text
    assert client.post(f"{own}/holding", data={"word": "grown", "text": "Two teas."}).status_code == 303
    with look() as db:
        [said] = holding.of(db, [miracle.id])[miracle.id]
        assert (said.word, said.text, said.months, said.meeting_id) == ("grown", "Two teas.", 3, cast.today.id)
        assert history.of(db, miracle.id)[-1].verb == "holding_grown"
    assert "It has grown" in client.get(own).text


def test_one_press_where_the_meeting_opens_and_back(
    client_for: ClientFor, cast: Cast, database: Database, look: Look
) -> None:
    miracle = told(database, cast, days_ago=100)
    client, press = client_for(cast.omar), f"/meetings/{cast.today.id}/miracles/{miracle.id}/holding"
    assert f'id="holding-slipped-{miracle.id}"' in client.get(f"/meetings/{cast.today.id}").text
    answer = client.post(press, data={"word": "slipped"}, headers=PARTIAL)
    assert "It slipped back" in answer.text and f'id="opening-holding-{miracle.id}"' in answer.text
    assert client.post(press, data={"word": "taken_back"}).status_code == 303
    with look() as db:
        assert holding.of(db, [miracle.id]) == {}
    assert client.post(press, data={"word": "marvellous"}).status_code == 409
    planned = press.replace(str(cast.today.id), str(cast.next_month.id))
    assert client.post(planned, data={"word": "holding"}).status_code == 409


def test_of_all_that_still_wait_nobody_knows(client_for: ClientFor, cast: Cast, database: Database, look: Look) -> None:
    several = [told(database, cast, f"Number {number}.", days_ago=100 + number) for number in range(3)]
    client = client_for(cast.fatima)
    client.post(f"/meetings/{cast.today.id}/miracles/{several[0].id}/holding", data={"word": "holding"})
    assert client.post(f"/meetings/{cast.today.id}/miracles/holding").status_code == 303
    with look() as db:
        words = holding.of(db, [one.id for one in several])
    assert [words[one.id][0].word for one in several] == ["holding", "unknown", "unknown"]
    assert "Still holding?" in client.get(f"/meetings/{cast.today.id}/minutes").text


def test_told_otherwise_and_two_who_change_it_at_once(
    client_for: ClientFor, cast: Cast, database: Database, look: Look
) -> None:
    miracle = told(database, cast)
    own, words = f"/miracles/{miracle.id}", {"text": "The door stood open.", "revision": "1"}
    more = {"real_ending": "He moved in.", "hoped": "A key.", "heard_by": "outside", "kind": "door_opened"}
    assert client_for(cast.omar).post(own, data=words | more).status_code == 303
    changed = as_it_is(look, miracle)
    assert (changed.text, changed.real_ending, changed.heard_by) == ("The door stood open.", "He moved in.", "outside")
    late = client_for(cast.fatima).post(own, data={"text": "The door was ajar.", "revision": "1"})
    assert late.status_code == 422
    assert "The door was ajar." in late.text and "The door stood open." in late.text
    assert "Somebody else changed it meanwhile" in late.text


def test_whoever_may_not_see_its_case_does_not_cut_it_off(
    client_for: ClientFor, cast: Cast, database: Database, look: Look
) -> None:
    miracle = told(database, cast, case_id=cast.draft_case.id)
    page = client_for(cast.omar).get(f"/miracles/{miracle.id}").text
    assert cast.draft_case.code_name not in page
    client_for(cast.omar).post(f"/miracles/{miracle.id}", data={"text": "Open still.", "revision": "1"})
    assert as_it_is(look, miracle).case_id == cast.draft_case.id


def test_what_moved_after_an_action_belongs_to_its_case(client_for: ClientFor, cast: Cast, database: Database) -> None:
    client = client_for(cast.omar)
    page = client.get(address(cast), params={"barrier_id": str(cast.barrier.id)}).text
    assert "After this barrier:" in page and cast.barrier.text in page
    assert client.post(address(cast), data={"text": "Bent.", "barrier_id": str(cast.barrier.id)}).status_code == 303
    assert f"/barriers/{cast.barrier.id}" in client.get(address(cast)).text
    wrong = client.post(address(cast), data={"text": "Bent.", "barrier_id": str(cast.community.id)})
    assert wrong.status_code == 422 and "Tell it without." in wrong.text


def test_a_day_of_rest(client_for: ClientFor, cast: Cast) -> None:
    fatima, omar = client_for(cast.fatima), client_for(cast.omar)
    assert fatima.post(f"{address(cast)}/rest").status_code == 303
    page = omar.get(address(cast)).text
    assert "The wall rests today" in page and cast.miracle.text not in page and "Show it again" not in page
    assert cast.miracle.text not in omar.get(f"/communities/{cast.community.id}").text
    assert cast.miracle.text not in omar.get(f"/meetings/{cast.today.id}").text
    assert "rest today" in omar.get(f"/communities/{cast.community.id}/told-on").text
    fatima.post(f"{address(cast)}/waking")
    assert cast.miracle.text in omar.get(address(cast)).text
    assert cast.miracle.text in omar.get(f"/meetings/{cast.today.id}").text
