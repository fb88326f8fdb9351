"""What every request passes before it reaches a page, and what every answer carries."""

import threading
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import func, select

from app.config import Settings
from app.domain import once
from app.gate import HEADERS, MOST_BYTES
from app.main import create_app
from app.routes.pages import static
from app.routes.refusals import own_path
from tests.cast import Cast
from tests.conftest import BASE_URL

ClientFor = Callable[..., TestClient]
SECRET_WORDS = "Canary in the kitchen"


def table_of(cast: Cast) -> str:
    return f"/communities/{cast.community.id}"


@pytest.fixture
def broken_app(settings: Settings) -> Iterator[FastAPI]:
    """The app with one page that breaks, saying a secret."""
    app = create_app(settings)

    @app.get("/breaks")
    def breaks() -> None:
        raise ValueError(SECRET_WORDS)

    yield app
    app.state.database.engine.dispose()


@pytest.mark.parametrize(
    "host", ["evil.example.org", "miracles.test.evil.org", "127.0.0.1", "", "[", "miracles.test@evil.org"]
)
def test_s15_a_foreign_host_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/sign-in", headers={"host": host}).status_code == 400


def test_s15_our_own_host_is_answered_with_any_port(client: TestClient) -> None:
    assert client.get("/sign-in", headers={"host": "miracles.test:8443"}).status_code == 200


def test_s15_the_health_check_from_inside_needs_no_name_and_others_do(app: FastAPI) -> None:
    inside = TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 5000))
    assert inside.get("/healthz").text == "well\n"
    assert inside.get("/sign-in").status_code == 400
    outside = TestClient(app, base_url="http://127.0.0.1:8000", client=("203.0.113.5", 5000))
    assert outside.get("/healthz").status_code == 400


def test_s17_plain_http_is_refused_in_words(app: FastAPI) -> None:
    answer = TestClient(app, base_url="http://miracles.test").get("/sign-in")
    assert answer.status_code == 400
    assert "https://" in answer.text


def test_s17_a_forwarded_header_is_no_tls(app: FastAPI) -> None:
    plain = TestClient(app, base_url="http://miracles.test")
    assert plain.get("/sign-in", headers={"x-forwarded-proto": "https"}).status_code == 400


def test_s17_plain_http_outside_this_machine_cannot_be_set() -> None:
    with pytest.raises(ValueError, match="https://"):
        Settings(base_url="http://miracles.example.org")


def test_s17_the_sign_in_cookie_is_bound_to_us(client: TestClient, cast: Cast, look: Callable[..., object]) -> None:
    from tests.routes.test_sign_in import code_from

    asked = client.post("/sign-in", data={"email": cast.omar.email})
    entered = client.post("/sign-in/code", data={"code": code_from(look)})  # type: ignore[arg-type]
    for answer, name in ((asked, "__Host-asking"), (entered, "__Host-sign-in")):
        (set_cookie,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith(f"{name}=")][:1]
        parts = {part.strip().lower() for part in set_cookie.split(";")[1:]}
        assert {"secure", "httponly", "path=/"} <= parts
        assert parts & {"samesite=lax", "samesite=strict"}
        assert not any(part.startswith("domain") for part in parts)


@pytest.mark.parametrize(
    "path", ["/sign-in", "/", "/nowhere", "/healthz", "/static/nothing.css", "/communities/x", "/breaks"]
)
def test_s25_every_answer_carries_the_headers(broken_app: FastAPI, path: str) -> None:
    client = TestClient(broken_app, base_url=BASE_URL, follow_redirects=False, raise_server_exceptions=False)
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    for loose in ("unsafe-inline", "unsafe-eval", "*", "http:", "data:"):
        assert loose not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/sign-in", {"host": "evil.example.org"}, 400),
        ("POST", "/sign-in", {"sec-fetch-site": "cross-site"}, 403),
        ("POST", "/sign-in", {"content-length": str(MOST_BYTES + 1)}, 413),
        ("DELETE", "/sign-in", {}, 405),
    ],
)
def test_s25_refusals_carry_the_headers_too(
    client: TestClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    answer = client.request(method, path, headers=headers)
    assert answer.status_code == status
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


def test_s25_static_files_carry_the_headers_and_may_be_kept(client: TestClient) -> None:
    answer = client.get(static("css/base.css"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": BASE_URL},
        {"origin": "https://evil.example.org"},
        {"origin": "https://miracles.test.evil.org"},
        {"origin": "null"},
        {"origin": "https://evil.example.org@miracles.test"},
    ],
)
def test_s30_a_post_from_another_site_is_refused(
    client_for: ClientFor, cast: Cast, headers: dict[str, str], look: Callable[..., object]
) -> None:
    assert client_for(cast.omar).post("/sign-out", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": BASE_URL}, {}]
)
def test_s30_our_own_posts_are_taken(client_for: ClientFor, cast: Cast, headers: dict[str, str]) -> None:
    assert client_for(cast.omar).post("/sign-out", headers=headers).status_code == 303


ELSEWHERE = [
    "//evil.example.org",
    "/\\evil.example.org",
    "\\\\evil.example.org",
    "https://evil.example.org",
    "https:evil.example.org",
    "javascript:alert(1)",
    "/\t/evil.example.org",
    "/\n/evil.example.org",
    "///evil.example.org",
    "evil.example.org",
    " //evil.example.org",
    "/%0d%0aSet-Cookie:x=1\r\nSet-Cookie: y=1",
    "",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_s31_we_send_people_to_our_own_pages_only(client_for: ClientFor, cast: Cast, wanted: str) -> None:
    assert own_path(wanted) == "/"
    answer = client_for(cast.omar).get("/sign-in", params={"after": wanted})
    assert answer.headers["location"] == "/"


def test_s31_our_own_pages_are_kept(client_for: ClientFor, cast: Cast) -> None:
    answer = client_for(cast.omar).get("/sign-in", params={"after": "/my-actions?word=cake"})
    assert answer.headers["location"] == "/my-actions?word=cake"


def test_s31_a_foreign_referer_leads_home(client: TestClient) -> None:
    answer = client.post("/sign-out", headers={"referer": "https://evil.example.org/sign-in"})
    assert answer.headers["location"] == "/sign-in"


def test_s35_a_body_of_more_than_a_megabyte_is_refused(client: TestClient) -> None:
    answer = client.post("/sign-in", data={"email": "a" * (MOST_BYTES + 1)})
    assert answer.status_code == 413
    assert "one megabyte" in answer.text


def test_s35_a_body_that_does_not_say_how_long_it_is_is_counted(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"email="
        for _ in range(20):
            yield b"a" * (MOST_BYTES // 16)

    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post("/sign-in", content=chunks(), headers=form)
    assert answer.status_code == 413
    assert "one megabyte" in answer.text


def test_s35_an_upload_that_does_not_say_how_long_it_is_is_counted(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="email"; filename="a"\r\n\r\n'
        for _ in range(20):
            yield b"a" * (MOST_BYTES // 16)
        yield b"\r\n--x--\r\n"

    answer = client.post("/sign-in", content=chunks(), headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xfe%zz=%", "application/x-www-form-urlencoded"),
        (b"email=%00", "application/x-www-form-urlencoded"),
        (b"email=%ed%a0%80", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data"),
        (b'{"email": 1}', "application/json"),
        (b"email=a&" * 3000, "application/x-www-form-urlencoded"),
        (b"", ""),
    ],
)
def test_s35_no_body_breaks_us(client: TestClient, content: bytes, kind: str) -> None:
    answer = client.post("/sign-in", content=content, headers={"content-type": kind})
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "cookie",
    ["__Host-sign-in=", "__Host-sign-in=\x7f", "flash=%ff%fe; x", "__Host-asking=|", "=;=;;", "a" * 5000],
)
def test_s35_no_cookie_breaks_us(client: TestClient, cookie: str) -> None:
    assert client.get("/sign-in/code", headers={"cookie": cookie}).status_code < 400


def test_s37_personal_pages_are_not_kept_by_browsers(client_for: ClientFor, cast: Cast) -> None:
    client = client_for(cast.omar)
    for path in ("/", "/sign-ins", "/help", "/nowhere"):
        assert client.get(path).headers["cache-control"] == "no-store"


def test_s38_a_fault_shows_an_id_only(broken_app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    client = TestClient(broken_app, base_url=BASE_URL, raise_server_exceptions=False)
    answer = client.get("/breaks")
    assert answer.status_code == 500
    assert "reference" in answer.text
    for leak in (SECRET_WORDS, "ValueError", "Traceback", "test_gate.py"):
        assert leak not in answer.text
    assert SECRET_WORDS not in caplog.text


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_s38_there_are_no_documents_of_the_machine(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_s51_the_same_form_sent_twice_has_one_effect(
    client_for: ClientFor, cast: Cast, look: Callable[..., object]
) -> None:
    client = client_for(cast.omar)
    form = {"text": "Ring the night shelter", "once": "a-token-of-this-form"}
    before = count_actions(look)
    first = client.post(f"{table_of(cast)}/actions", data=form)
    again = client.post(f"{table_of(cast)}/actions", data=form, headers={"referer": f"{BASE_URL}/my-actions"})
    assert (first.status_code, again.status_code) == (303, 303)
    assert count_actions(look) == before + 1


def test_s51_the_same_form_sent_at_the_same_moment_has_one_effect(
    client_for: ClientFor, cast: Cast, look: Callable[..., object]
) -> None:
    form = {"text": "Ring the night shelter", "once": "another-token"}
    before, statuses = count_actions(look), []
    clients = [client_for(cast.omar) for _ in range(6)]

    def send(client: TestClient) -> None:
        statuses.append(client.post(f"{table_of(cast)}/actions", data=form).status_code)

    presses = [threading.Thread(target=send, args=(client,)) for client in clients]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    assert statuses == [303] * 6
    assert count_actions(look) == before + 1


def test_s51_the_same_form_with_other_words_is_another_and_none_are_lost(
    client_for: ClientFor, cast: Cast, look: Callable[..., object]
) -> None:
    client, before = client_for(cast.omar), count_actions(look)
    form = {"text": "Ring the night shelter", "once": "a-token-gone-back-to"}
    for text in ("Ring the night shelter", "Ask for a key", "Ask for a key", "Ring the night shelter"):
        assert client.post(f"{table_of(cast)}/actions", data=form | {"text": text}).status_code == 303
    assert count_actions(look) == before + 2
    elsewhere = client.post(f"{table_of(cast)}/miracles", data=form)
    assert elsewhere.status_code == 303 and "/actions" not in elsewhere.headers["location"]


def test_s51_what_is_kept_of_a_form_says_nothing_without_its_token(
    client_for: ClientFor, cast: Cast, look: Callable[..., object]
) -> None:
    text, token = "Ring the night shelter", "a-token-that-only-the-page-knows"
    client_for(cast.omar).post(f"{table_of(cast)}/actions", data={"text": text, "once": token})
    with look() as db:  # type: ignore[attr-defined]
        [kept] = db.exec(select(once.UsedToken.token_hash)).all()
    guesses = [once.mark(guess, f"{table_of(cast)}/actions", [("text", text)]) for guess in ("", text, "another")]
    assert kept not in guesses and kept == once.mark(token, f"{table_of(cast)}/actions", [("text", text)])


def test_s51_a_form_with_a_mistake_can_be_sent_again(
    client_for: ClientFor, cast: Cast, look: Callable[..., object]
) -> None:
    client, before = client_for(cast.omar), count_actions(look)
    wrong = client.post(f"{table_of(cast)}/actions", data={"text": "", "once": "first-token"})
    assert wrong.status_code == 422
    right = client.post(f"{table_of(cast)}/actions", data={"text": "Ring the night shelter", "once": "second-token"})
    assert right.status_code == 303
    assert count_actions(look) == before + 1


def count_actions(look: Callable[..., object]) -> int:
    from app.domain.actions import Action

    with look() as db:  # type: ignore[attr-defined]
        return int(db.exec(select(func.count()).select_from(Action)).one())
