"""The house stands as it was drawn: imports, guards, one commit, one clock, short files, honest templates."""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from app.access import ROLES_THAT_MAY
from app.routes import ROUTERS, demo

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"
PYTHON = sorted(APP.rglob("*.py"))
TEMPLATES = sorted((APP / "templates").rglob("*.html"))
MOST_LINES, MOST_IN_A_FUNCTION, MOST_IN_A_ROUTE = 280, 30, 10
# Routes that anybody may ask for, each with the reason.
OPEN_ROUTES = {
    "show_home": "sends to the sign-in page when nobody is signed in",
    "show_help": "says nothing of anybody",
    "show_sign_in": "the way in",
    "ask_for_code": "the way in",
    "show_code": "the way in",
    "sign_in": "the way in",
    "show_invitation": "its secret is the key",
    "show_guest_door": "its secret is the key",
    "join_as_guest": "its secret is the key",
    "show_answer": "its secret is the key",
    "give_answer": "its secret is the key",
    "show_meetings_feed": "its secret is the key",
    "show_actions_feed": "its secret is the key",
    "show_stop": "its secret is the key",
    "stop_letters": "its secret is the key",
    "show_action_by_letter": "its secret is the key",
    "say_by_letter": "its secret is the key",
    "move_reminder_by_letter": "its secret is the key",
    "tell_by_letter": "its secret is the key",
    "show_ask_in_letter": "its secret is the key",
    "answer_from_letter": "its secret is the key",
    "show_health": "for machines",
    "show_clock": "the time of day is no secret",
    "show_security_contact": "for those who found a weakness",
    "become": "the demo only",
    "show_cast": "the demo only",
    "show_outbox": "the demo only",
}
# Routes about myself alone: whoever is signed in may ask.
OWN_ROUTES = {
    "sign_out",
    "list_sign_ins",
    "end_sign_in",
    "show_keys",
    "switch_keys",
    "show_my_actions",
    "show_calendar",
    "make_feed",
    "end_feed",
    "show_my_letters",
    "choose_my_letters",
    "end_my_links",
    "new_community",
    "create_community",
    "join_community",
    "accept_invitation",
    "read_words",
}


def all_routes() -> list[APIRoute]:
    return [route for router in [*ROUTERS, demo.router] for route in router.routes if isinstance(route, APIRoute)]


def dependencies_of(route: APIRoute) -> Iterator[object]:
    waiting = [route.dependant]
    while waiting:
        dependant = waiting.pop()
        yield dependant.call
        waiting.extend(dependant.dependencies)


def test_imports_point_one_way() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("route", all_routes(), ids=lambda route: route.name)
def test_s01_every_route_declares_who_may(route: APIRoute) -> None:
    if route.name in OPEN_ROUTES:
        return
    names = {getattr(call, "__name__", "") for call in dependencies_of(route)}
    assert "find_me_surely" in names, f"{route.name} does not ask who is there: take Me or a loader from deps.py."
    if route.name in OWN_ROUTES:
        return
    permissions = {call.permission for call in dependencies_of(route) if hasattr(call, "permission")}
    assert permissions, f"{route.name} has no guarding loader: take one from deps.py, or add one there."
    assert permissions <= set(ROLES_THAT_MAY), f"{permissions} is not in the table of access.py."


def test_every_permission_is_asked_somewhere() -> None:
    asked = {
        call.permission for route in all_routes() for call in dependencies_of(route) if hasattr(call, "permission")
    }
    text = "".join(file.read_text() for file in TEMPLATES + PYTHON)
    unused = {name for name in ROLES_THAT_MAY if name not in asked and f"'{name}'" not in text}
    assert not unused, f"Nobody asks for {unused}: take them out of access.py."


def test_route_names_are_unique() -> None:
    names = [route.name for route in all_routes()]
    assert len(names) == len(set(names))


def test_only_the_stream_is_async() -> None:
    asynchronous = {route.name for route in all_routes() if inspect.iscoroutinefunction(route.endpoint)}
    assert asynchronous <= {"stream", "stream_community"}, "Write sync routes; only streams wait (app/routes/live.py)."


def test_only_get_and_post() -> None:
    methods = {method for route in all_routes() for method in route.methods}
    assert methods <= {"GET", "POST"}, "Forms must work without JavaScript."


def code_of(file: Path) -> str:
    """The file without comments and docstrings."""
    tree = ast.parse(file.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(
            node
        ):
            node.body[0] = ast.Pass()
    return ast.unparse(tree)


RULES = [
    (r"\.commit\(\)", {"app/db.py"}, "Only db.py commits."),
    (r"\bdb\.(add|delete)\(", {"app/domain/"}, "Only the domain writes: give the noun a verb."),
    (r"datetime\.now|date\.today|datetime\.utcnow|datetime\.today", {"app/clock.py"}, "Only clock.py reads the clock."),
    (
        r"import asyncio",
        {"app/live.py", "app/presence.py", "app/routes/live.py", "app/main.py", "app/cli.py"},
        "Only the live parts know asyncio.",
    ),
    (r"\bMarkup\b|\.jinja_env", {"app/routes/pages.py"}, "Only pages.py renders."),
    (r"role (==|!=|in|not in) ", {"app/access.py", "app/domain/", "app/demo/"}, "Only access.py compares roles."),
    (
        r"from sqlalchemy|from sqlmodel import .*select",
        {"app/db.py", "app/domain/", "app/migrate.py", "app/commands/"},
        "No query outside the domain.",
    ),
    (r"from __future__ import annotations", set(), "It breaks SQLModel's relationships."),
    (r"create_all", set(), "Tables come from migrations alone."),
]


@pytest.mark.parametrize(("pattern", "homes", "message"), RULES, ids=[rule[2] for rule in RULES])
def test_everything_has_one_place(pattern: str, homes: set[str], message: str) -> None:
    strangers = [
        f"{file.relative_to(ROOT)}"
        for file in PYTHON
        if not any(f"{file.relative_to(ROOT)}".startswith(home) for home in homes) and re.search(pattern, code_of(file))
    ]
    assert not strangers, f"{message} Found in {strangers}"


def test_files_and_functions_are_short() -> None:
    long_files = [f"{file.relative_to(ROOT)}" for file in PYTHON if len(file.read_text().splitlines()) > MOST_LINES]
    assert not long_files
    long_functions = [
        f"{file.relative_to(ROOT)}:{node.name}"
        for file in PYTHON
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > MOST_IN_A_FUNCTION
    ]
    assert not long_functions


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 1


def test_routes_hold_at_most_ten_statements() -> None:
    long_routes = [
        route.name
        for route in all_routes()
        if _statements(ast.parse(inspect.getsource(inspect.unwrap(route.endpoint))).body[0]) > MOST_IN_A_ROUTE
    ]
    assert not long_routes, "An `if` about the trade belongs to the domain."


def _statements(function: ast.stmt) -> int:
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1


def test_s28_templates_keep_words_out_of_attributes_that_act() -> None:
    acting = re.compile(r"""\b(hx-[\w:-]+|href|src|action|formaction)=(["'])(.*?)\2""", re.S)
    safe = re.compile(
        r"^\s*(path\(|static\(|bundle\(|url\b|undo_url|action_url|'|\"|[\w.]*_url\b|[\w.]*\.id\b|id\b|id_prefix\b|href\b|name\b|[\w.]+_id\b)"
    )
    wrong = []
    for file in TEMPLATES:
        text = file.read_text()
        for attribute, _, value in acting.findall(text):
            for inner in re.findall(r"\{\{(.*?)\}\}", value, re.S):
                if not safe.match(inner):
                    wrong.append(f"{file.relative_to(ROOT)}: {attribute}={inner.strip()}")
    assert not wrong


def test_s25_templates_hold_nothing_inline() -> None:
    forbidden = re.compile(r"\sstyle=|\son\w+=|hx-on|<style|javascript:|\bjs:|\|\s*safe\b|<script(?![^>]*\bsrc=)")
    wrong = [f"{file.relative_to(ROOT)}" for file in TEMPLATES if forbidden.search(file.read_text())]
    assert not wrong


def test_every_form_that_posts_carries_a_one_use_token() -> None:
    wrong = []
    for file in TEMPLATES:
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", file.read_text(), re.S):
            # An edit that says which words its writer had read has one effect without a token.
            if not re.search(r"once\(\)|name=\"once\"|ui\.seen\(", form):
                wrong.append(f"{file.relative_to(ROOT)}: {form[:80]}")
    assert not wrong


WORDS_WE_DO_NOT_SAY = re.compile(r"\b(users?|overdue|performance|sessions?|anonymous|score|streak|league)\b", re.I)


def test_templates_say_our_words() -> None:
    wrong = []
    for file in TEMPLATES:
        text = re.sub(r"\{[{%#].*?[}%#]\}|<[^>]+>", " ", file.read_text(), flags=re.S)
        wrong += [f"{file.relative_to(ROOT)}: {word}" for word in WORDS_WE_DO_NOT_SAY.findall(text)]
    assert not wrong
