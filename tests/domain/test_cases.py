"""The rules of a case: written half-done, read over, handed in, approved, and its ways back."""

import random

import pytest
from sqlmodel import Session

from app.domain import bringing, cases, code_names, history, people, pro_forma, reading_over
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.people import Person
from app.domain.reading import NotKept
from tests.cast import NOW, Cast, build_case

PHONE = "07700 900245"


def nia_of(db: Session, cast: Cast) -> Person:
    nia = people.by_id(db, cast.nia.id)
    assert nia
    return nia


def begun(db: Session, cast: Cast, state: str = "draft", **words: str) -> Case:
    return build_case(db, cast.community, nia_of(db, cast), state=state, **words)


def verbs(db: Session, case: Case) -> list[str]:
    db.flush()
    return [line.verb for line in history.of(db, case.id)]


def test_the_system_picks_a_code_name_that_this_community_never_had(db: Session, cast: Cast) -> None:
    names = {begun(db, cast).code_name for _ in range(30)}
    assert len(names) == 30


def test_a_code_name_stays_used_when_its_case_is_deleted_but_elsewhere_it_is_free(db: Session, cast: Cast) -> None:
    case = begun(db, cast)
    gone = case.code_name
    for line in history.of(db, case.id):
        db.delete(line)
    db.delete(case)
    db.flush()
    assert gone in code_names.used_in(db, cast.community.id)
    assert gone not in code_names.used_in(db, cast.elsewhere.id)
    others = {name.replace("-", " ") for name in code_names.NAMES} - {gone}
    for name in others - code_names.used_in(db, cast.community.id):
        db.add(code_names.UsedName(community_id=cast.community.id, name=name))
    db.flush()
    assert begun(db, cast).code_name.endswith(" 2")


def test_code_names_go_on_with_numbers_when_all_are_taken() -> None:
    first = {name.replace("-", " ") for name in code_names.NAMES}
    assert code_names.pick(first, random.Random(1)).endswith(" 2")


GIVEN_NAMES = """Alder Amber April Ash Autumn Basil Beech Birch Briar Brook Brooke Cedar Clay Cliff Clover Coral Dale
Daisy Dawn Dean Eddy Elder Ember Eve Fern Flint Ford Forrest Gale Garnet Ginger Glen Grant Grove Hazel Heath Heather
Holly Hope Hunter Iris Ivy Jack Jade Jasmine Jasper Jay Jet Juniper Kit Lake Lane Lark Laurel Leaf Lily Linden Lotus
Maple Marigold Marina Martin May Merle Mill Misty Moor Moss Myrtle Oak Olive Opal Pansy Pearl Penny Peony Phoenix Piers
Poppy Primrose Rain Raven Reed Ridley Robin Rock Rocky Rose Rosemary Rowan Ruby Rye Sage Sandy Scarlett Shore Sky Skye
Skylark Snow Sorrel Spring Sterling Stone Storm Summer Sunny Tansy Teal Topaz Violet Warren Willow Winter Wood Wren
Yarrow Zephyr""".split()  # noqa: SIM905


def test_no_code_name_is_a_word_that_people_are_called_by() -> None:
    assert not set(code_names.NAMES) & set(GIVEN_NAMES)
    assert len(set(code_names.NAMES)) == len(code_names.NAMES) > 150
    assert all(len(f"{name} 99") <= 40 for name in code_names.NAMES)


def test_a_page_can_be_saved_half_done(db: Session, cast: Cast) -> None:
    case = cases.begin(db, cast.community.id, by=cast.nia, at=NOW)
    cases.write(db, case, {"wants": "A door of their own", "needs": "housing,trust"}, by=cast.nia, at=NOW)
    assert (case.state, case.wants, case.need_list) == ("draft", "A door of their own", ["housing", "trust"])


def test_saving_the_same_words_again_changes_nothing(db: Session, cast: Cast) -> None:
    case = begun(db, cast)
    cases.write(db, case, {"question": case.question}, by=cast.nia, at=NOW)
    assert verbs(db, case).count("written") == 1


def test_words_of_a_draft_wake_no_open_page_and_handing_it_in_does(db: Session, cast: Cast) -> None:
    case = begun(db, cast)
    db.info.clear()
    cases.write(db, case, {"wants": "A door"}, by=cast.nia, at=NOW)
    assert not db.info
    cases.write(db, case, {"tried": f"Rang {PHONE}.", "stuck": f"On {PHONE}"}, by=cast.nia, at=NOW)
    found = cases.findings_in(case)["tried"][0]
    assert reading_over.use_suggestion(db, case, "tried", found.start, found.end, by=cast.nia, at=NOW)
    assert reading_over.use_suggestions(db, case, by=cast.nia, at=NOW) == 1 and not db.info
    cases.offer(db, case, by=cast.nia, at=NOW)
    assert db.info


@pytest.mark.parametrize("state", ["offered", "approved"])
def test_a_case_handed_in_is_not_written_any_more(db: Session, cast: Cast, state: str) -> None:
    case = begun(db, cast, state)
    with pytest.raises(Refused, match="Take it back first"):
        cases.write(db, case, {"question": "Another?"}, by=cast.nia, at=NOW)


def test_handing_in_needs_a_question(db: Session, cast: Cast) -> None:
    case = begun(db, cast, question=" ")
    with pytest.raises(Refused, match="one question"):
        cases.offer(db, case, kept="nobody", by=cast.nia, at=NOW)


def test_handing_in_stops_at_what_was_found_until_it_is_kept_on_purpose(db: Session, cast: Cast) -> None:
    case = begun(db, cast, tried=f"Rang {PHONE} twice.")
    with pytest.raises(NotKept):
        cases.offer(db, case, by=cast.nia, at=NOW)
    assert case.state == "draft"
    cases.offer(db, case, kept="nobody", by=cast.nia, at=NOW)
    assert case.state == "offered"
    assert "kept_findings" in verbs(db, case)


def test_keeping_nothing_is_not_recorded_as_keeping(db: Session, cast: Cast) -> None:
    case = begun(db, cast)
    cases.offer(db, case, kept="nobody", by=cast.nia, at=NOW)
    assert "kept_findings" not in verbs(db, case)


def test_handing_in_twice_changes_nothing(db: Session, cast: Cast) -> None:
    case = begun(db, cast, "offered")
    cases.offer(db, case, by=cast.nia, at=NOW)
    assert verbs(db, case).count("offered") == 1


def test_what_it_does_to_me_is_not_read_by_the_coach(db: Session, cast: Cast) -> None:
    case = begun(db, cast, what_it_does_to_me=f"I dream of {PHONE}")
    assert cases.findings_in(case) == {}


def test_a_suggestion_replaces_exactly_its_span(db: Session, cast: Cast) -> None:
    case = begun(db, cast, tried=f"Rang {PHONE}, then {PHONE} again.", stuck=f"On {PHONE}")
    second = cases.findings_in(case)["tried"][1]
    assert reading_over.use_suggestion(db, case, "tried", second.start, second.end, by=cast.nia, at=NOW)
    assert case.tried == f"Rang {PHONE}, then {second.suggestion} again."
    assert case.stuck == f"On {PHONE}"


def test_a_suggestion_whose_place_has_changed_does_nothing(db: Session, cast: Cast) -> None:
    case = begun(db, cast, tried=f"Rang {PHONE}.")
    found = cases.findings_in(case)["tried"][0]
    assert reading_over.use_suggestion(db, case, "tried", found.start, found.end, by=cast.nia, at=NOW)
    words = case.tried
    assert not reading_over.use_suggestion(db, case, "tried", found.start, found.end, by=cast.nia, at=NOW)
    assert not reading_over.use_suggestion(db, case, "presenter_id", 0, 3, by=cast.nia, at=NOW)
    assert case.tried == words


def test_a_suggestion_is_not_used_in_a_case_handed_in(db: Session, cast: Cast) -> None:
    case = begun(db, cast, "offered")
    with pytest.raises(Refused):
        reading_over.use_suggestion(db, case, "tried", 0, 1, by=cast.nia, at=NOW)


def test_only_what_was_handed_in_is_approved_and_once(db: Session, cast: Cast) -> None:
    draft = begun(db, cast)
    with pytest.raises(Refused):
        cases.approve(db, draft, by=cast.fatima, at=NOW)
    case = begun(db, cast, "approved")
    cases.approve(db, case, by=cast.fatima, at=NOW)
    assert verbs(db, case).count("approved") == 1


def test_sending_back_needs_a_note_and_makes_it_a_draft_with_the_note(db: Session, cast: Cast) -> None:
    case = begun(db, cast, "offered")
    with pytest.raises(Refused, match="what to change"):
        cases.send_back(db, case, " ", by=cast.fatima, at=NOW)
    cases.send_back(db, case, "Make the place more general", by=cast.fatima, at=NOW)
    assert (case.state, case.is_draft, case.sent_back_note) == ("sent_back", True, "Make the place more general")
    cases.offer(db, case, by=cast.nia, at=NOW)
    assert (case.state, case.sent_back_note) == ("offered", "")


def test_a_draft_cannot_be_sent_back(db: Session, cast: Cast) -> None:
    with pytest.raises(Refused):
        cases.send_back(db, begun(db, cast), "Why not", by=cast.fatima, at=NOW)


def test_an_open_case_is_neither_sent_nor_taken_back_but_can_be_withdrawn(db: Session, cast: Cast) -> None:
    case = cases.by_id(db, cast.open_case.id)
    assert case
    with pytest.raises(Refused):
        cases.send_back(db, case, "A note", by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="withdraw"):
        cases.take_back(db, case, by=cast.nia, at=NOW)
    bringing.withdraw(db, case, by=cast.nia, at=NOW)
    assert (case.state, case.is_open) == ("withdrawn", False)


def test_withdrawing_twice_changes_nothing(db: Session, cast: Cast) -> None:
    case = begun(db, cast)
    cases.withdraw(db, case, by=cast.nia, at=NOW)
    cases.withdraw(db, case, by=cast.nia, at=NOW)
    assert verbs(db, case).count("withdrawn") == 1


def test_a_withdrawn_case_comes_back_as_a_draft_with_all_its_words(db: Session, cast: Cast) -> None:
    case = begun(db, cast, "approved", wants="A door")
    cases.withdraw(db, case, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="Bring it back"):
        cases.write(db, case, {"wants": "Two doors"}, by=cast.nia, at=NOW)
    with pytest.raises(Refused):
        cases.offer(db, begun_withdrawn(db, cast), by=cast.nia, at=NOW)
    cases.take_back(db, case, by=cast.nia, at=NOW)
    assert (case.state, case.wants, case.is_approved) == ("draft", "A door", False)


def begun_withdrawn(db: Session, cast: Cast) -> Case:
    case = begun(db, cast)
    cases.withdraw(db, case, by=cast.nia, at=NOW)
    return case


def test_taking_a_draft_back_changes_nothing(db: Session, cast: Cast) -> None:
    case = begun(db, cast)
    cases.take_back(db, case, by=cast.nia, at=NOW)
    assert "taken_back" not in verbs(db, case)


def test_history_never_holds_the_words(db: Session, cast: Cast) -> None:
    case = begun(db, cast, tried="Kanarienvogel")
    cases.offer(db, case, kept="nobody", by=cast.nia, at=NOW)
    db.flush()
    assert all("Kanarienvogel" not in str(line.model_dump()) for line in history.of(db, case.id))


def test_the_answers_give_every_text_again_whole(db: Session, cast: Cast) -> None:
    words = f"Rang {PHONE}, wrote to x@example.org, born 3 May 1981."
    case = begun(db, cast, tried=words, needs="housing,trust", life_stage="adult", urgent="not_yet")
    told = {answer.name: answer for answer in pro_forma.answers(case.model_dump(), read=True)}
    assert "".join(piece.text for piece in told["tried"].pieces) == words
    assert len(told["tried"].findings) >= 3
    assert told["needs"].chosen == "Housing or tenancy · Trust in services"
    assert (told["wants"].pieces, told["wants"].is_given) == ([], False)
    unread = {answer.name: answer for answer in pro_forma.answers(case.model_dump(), read=False)}
    assert [piece.text for piece in unread["tried"].pieces] == [words]


def test_every_question_has_its_columns_and_the_private_one_is_never_an_answer(db: Session, cast: Cast) -> None:
    columns = [column for question in pro_forma.QUESTIONS for column in question.columns]
    assert len(columns) == len(set(columns))
    assert set(columns) < set(Case.model_fields)
    assert set(pro_forma.LONGEST) == set(pro_forma.SHARED_TEXT) | {"what_it_does_to_me"}
    for name, longest in pro_forma.LONGEST.items():
        assert Case.__table__.c[name].type.length == longest
    names = {answer.name for answer in pro_forma.answers(begun(db, cast).model_dump(), read=True)}
    assert names == {question.name for question in pro_forma.QUESTIONS} - {"what_it_does_to_me"}


def test_writing_goes_on_at_the_first_question_without_an_answer(db: Session, cast: Cast) -> None:
    case = begun(db, cast, life_stage="adult", strengths="Kind")
    assert pro_forma.first_open(case.model_dump()) == 3
    full = begun(db, cast, **{question.columns[-1]: "no" for question in pro_forma.QUESTIONS})
    assert pro_forma.first_open(full.model_dump()) == 1
