"""Every field of free text that others read passes the coach, or stands here with the reason why not."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import app.routes
from app.routes.coaching import FORMS, MOST_LETTERS, SharedForm
from app.routes.forms import FormModel

TEMPLATES = Path(__file__).resolve().parent.parent / "app" / "templates"
# As long as a choice, a code or a sign of ours may be; what is longer can be a sentence.
A_FEW_WORDS = 60
A_CHOICE = "one of a list; the route looks it up, and takes nothing else"
A_SIGN = "a sign of ours that the page sends back, compared and thrown away"
A_NAME = "the name that somebody of ours, or a service, goes by is meant to be read"
A_PLACE = "where we meet is meant to be named"
CAUGHT = "caught in a running meeting, which stops nobody: marked when shown, looked at before the minutes are ready"
# Shown on the page of a running meeting, which brings no script for it: read when sent.
# Or by a link without a sign-in, where nobody is known for whom to read while they write.
LIVE = {"convening.AnswerForm", "opening.WordForm", "rounds.RoundForm", "writings.QuestionForm"}
# A detached one leaves no history of its writing: what was kept is noted where it is stored.
NOTED_BY_THE_DOMAIN = {"reflections.ReflectionForm"}
NOT_READ = {
    "coaching.KeepForm.kept_of": A_SIGN,
    "agenda.StepForm.seen": A_SIGN,
    "agencies.AgencyForm.name": A_NAME,
    "agencies.AgencyForm.kind": A_CHOICE,
    "asks.AskForm.seen": A_SIGN,
    "asks.SendForm.seen": A_SIGN,
    "captures.CaptureForm.text": CAUGHT,
    "caught.NoteForm.text": CAUGHT,
    "caught.NoteForm.wording": A_SIGN,
    "case_pages.CasePage.seen": A_SIGN,
    "case_pages.CasePage.sent": "what the same page has sent before, to know it again: it is kept nowhere",
    "case_pages.what_it_does_to_me.what_it_does_to_me": "written to oneself: nobody else ever reads it",
    "cases.Suggestion.field": A_CHOICE,
    "cases.WiderForm.part": A_CHOICE,
    "communities.CommunityForm.name": A_NAME,
    "communities.CommunityForm.place": A_PLACE,
    "discussions.SummaryForm.seen": A_SIGN,
    "discussions.SeenForm.seen": A_SIGN,
    "discussions.TakeawayForm.seen": A_SIGN,
    "day_maps.StopForm.seen": A_SIGN,
    "feedback.AnswerForm.question": A_CHOICE,
    "feedback.AnswerForm.answer": A_CHOICE,
    "feedback.LastWordForm.word": CAUGHT,
    "guests.GuestForm.name": A_NAME,
    "guests.GuestForm.kind": A_CHOICE,
    "looking.LookForm.seen": A_SIGN,
    "meetings.WhenAndWhereForm.place": A_PLACE,
    "meetings.PlanForm.agenda": A_CHOICE,
    "member_import.ListForm.text": "a list of members, their addresses and agencies: " + A_NAME,
    "members.InviteForm.name": A_NAME,
    "members.InviteForm.email": "where the letter goes",
    "members.InviteForm.new_agency": A_NAME,
    "members.InviteForm.new_kind": A_CHOICE,
    "members.DetailsForm.name": A_NAME,
    "minutes.WordsForm.seen": A_SIGN,
    "opening.BarrierWordForm.seen": A_SIGN,
    "minutes.TitleForm.seen": A_SIGN,
    "minutes.InShortForm.seen": A_SIGN,
    "paper.PaperForm.guests": A_NAME,
    "paper.PaperForm.notes": CAUGHT,
    "paper.PaperForm.offers": CAUGHT,
    "paper.PaperForm.taken": A_CHOICE,
    "paper.PaperForm.what": CAUGHT,
    "paper.PaperForm.miracles": CAUGHT,
    "paper.PaperForm.barriers": CAUGHT,
    "rounds.TurnForm.word": A_CHOICE,
    "rounds.TurnForm.seen": A_SIGN,
    "sign_in.CodeForm.after": "a path of ours, checked",
    "sign_in.EmailForm.email": "where the code goes",
    "sign_in.EmailForm.after": "a path of ours, checked",
    "writings.KeepForm.kind": A_CHOICE,
    "writings.SlipForm.text": CAUGHT,
}


def forms(form: type[FormModel] = FormModel) -> Iterator[type[FormModel]]:
    for one in form.__subclasses__():
        yield one
        yield from forms(one)


def name_of(form: type[FormModel]) -> str:
    return f"{form.__module__.rsplit('.', 1)[-1]}.{form.__name__}"


def free_texts() -> Iterator[tuple[type[FormModel], str]]:
    for module in pkgutil.iter_modules(app.routes.__path__):
        importlib.import_module(f"app.routes.{module.name}")
    for form in forms():
        for name, field in form.model_fields.items():
            # What is inherited is decided where it was written.
            if name in form.__annotations__ and field.annotation in (str, list[str]) and is_free(field.metadata):
                yield form, name


def is_free(metadata: list[object]) -> bool:
    longest = [most for one in metadata if (most := getattr(one, "max_length", None)) is not None]
    is_choice = any("one_of" in str(getattr(one, "func", "")) for one in metadata)
    return not is_choice and min(longest, default=A_FEW_WORDS + 1) > A_FEW_WORDS


def is_read(form: type[FormModel], name: str) -> bool:
    return issubclass(form, SharedForm) and name in form.READ


def test_every_free_text_is_read_or_has_a_reason_not_to_be() -> None:
    undecided = [
        f"{name_of(form)}.{name}"
        for form, name in free_texts()
        if not is_read(form, name) and f"{name_of(form)}.{name}" not in NOT_READ
    ]
    assert not undecided, f"Others may read {undecided}: put them into READ of a SharedForm, or here with the reason."


def test_the_list_of_reasons_is_no_longer_than_it_must_be() -> None:
    known = {f"{name_of(form)}.{name}" for form, name in free_texts() if not is_read(form, name)}
    assert set(NOT_READ) <= known, f"Take out {set(NOT_READ) - known}."


def test_what_a_form_says_is_read_is_a_field_of_it() -> None:
    list(free_texts())
    for form in FORMS.values():
        assert set(form.READ) <= set(form.model_fields), name_of(form)


def test_what_is_read_is_no_longer_than_can_be_read() -> None:
    list(free_texts())
    endless = [
        f"{name}.{text}"
        for name, form in FORMS.items()
        for text in form.READ
        if not any(getattr(one, "max_length", 10**9) <= MOST_LETTERS for one in form.model_fields[text].metadata)
    ]
    assert not endless, f"Give {endless} a max_length."


def test_every_form_that_is_read_shows_what_was_found_and_names_itself() -> None:
    list(free_texts())
    pages = "".join(file.read_text() for file in TEMPLATES.rglob("*.html"))
    named = set(re.findall(r"'(\w+\.\w+(?:Form|Page))'", pages))
    assert named <= set(FORMS), f"No such form: {named - set(FORMS)}."
    read = {kin for name in named for kin in (*FORMS[name].__mro__, *forms(FORMS[name]))}
    silent = [name for name, form in FORMS.items() if form not in read and name not in LIVE and form.STOPS]
    assert not silent, f"No page reads {silent} while it is written: give its coach.box an `of`."


@pytest.mark.parametrize("words", list(FORMS))
def test_no_route_forgets_to_read_again(words: str) -> None:
    form = FORMS[words]
    if not form.STOPS:
        return
    source = Path(importlib.import_module(form.__module__).__file__ or "").read_text()
    notes = "note_kept(" in source or words in NOTED_BY_THE_DOMAIN
    assert "read_again(" in source and notes, f"{form.__module__} reads {words}, and does not ask."
