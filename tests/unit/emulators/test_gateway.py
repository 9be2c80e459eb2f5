"""One port for everything: what goes to which context, and what a screen finds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask
import pytest
from werkzeug.test import Client, TestResponse

from emulators.demo import STAFF
from emulators.gateway import Gateway, demo_people, pages, web_config
from functions import load_all
from shared.runtime.routes import PUSHED, ROUTES, Route

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Buffered(Client):
    """Reads every answer to its end, so that no file stays open."""

    def open(self, *arguments: Any, **how: Any) -> TestResponse:
        return super().open(*arguments, **{**how, "buffered": True})


def service(context: str) -> WSGIApplication:
    """A context that says who it is and which path it saw."""
    app = flask.Flask(context)

    @app.route("/<path:path>", methods=["GET", "POST", "PUT", "DELETE"])
    def said(path: str) -> str:
        return f"{context} /{path}"

    return app


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("root")
    for name, text in {
        "web/dist/board/index.html": "the board",
        "web/dist/board/sw.js": "the worker",
        "web/dist/board/manifest.webmanifest": "{}",
        "web/dist/tablet/index.html": "the tablet",
        "web/dist/assets/main-1a2b.js": "code",
        "web/dist/assets/icon.svg": "<svg/>",
        "web/public/docs/index.html": "the docs",
        "secret.txt": "secret",
    }.items():
        (there / name).parent.mkdir(parents=True, exist_ok=True)
        (there / name).write_text(text)
    policy = {
        "key": "Content-Security-Policy",
        "value": "default-src 'self'; img-src 'self' data:; connect-src 'self' https://x.example",
    }
    transport = {"key": "Strict-Transport-Security", "value": "max-age=1"}
    hosting = {"headers": [{"source": "**", "headers": [policy, transport]}]}
    (there / "firebase.json").write_text(json.dumps({"hosting": hosting}))
    return there


@pytest.fixture(scope="module")
def client(root: Path) -> Client:
    load_all()
    contexts = {route.context for route in ROUTES.values()}
    return Buffered(Gateway({context: service(context) for context in contexts}, pages(root), ROUTES.values()))


def public() -> Iterable[Route]:
    load_all()
    return [route for route in ROUTES.values() if route.kind not in PUSHED and route.context != "tests"]


def test_every_path_reaches_the_context_that_has_it(client: Client) -> None:
    paths = {route: route.path.replace("{", "").replace("}", "") for route in public()}
    answers = {route.name: client.open(path, method=route.method).text for route, path in paths.items()}

    assert answers == {route.name: f"{route.context} {path}" for route, path in paths.items()}


def test_a_service_has_an_address_of_its_own_where_pubsub_pushes(client: Client) -> None:
    assert client.post("/_services/rooms/internal/events/x.v1").text == "rooms /internal/events/x.v1"
    assert client.get("/_services/nobody/x").status_code == 404


def test_events_and_runs_of_jobs_are_not_taken_in_at_the_public_address(client: Client) -> None:
    assert client.post("/internal/events/room.state.changed.v1").status_code in (404, 405)
    assert client.post("/internal/jobs/relay").status_code in (404, 405)


@pytest.mark.parametrize(
    "path", ["/nowhere", "/api/v1/nothing", "/board/../../../secret.txt", "/assets/../../secret.txt", "/api/v1/%0A"]
)
def test_what_is_not_there_is_a_problem_like_any_other(client: Client, path: str) -> None:
    answer = client.get(path)

    assert "secret" not in answer.text
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert json.loads(answer.text)["code"] == "MELMASTOON.GENERAL.NO_SUCH_PATH"


def test_a_method_that_a_path_does_not_take_is_named(client: Client) -> None:
    answer = client.delete("/health")

    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


def test_a_screen_answers_for_every_word_below_it(client: Client) -> None:
    assert (
        client.get("/board/").text
        == client.get("/board/tasks").text
        == client.get("/board/lost?q=key").text
        == "the board"
    )
    assert client.get("/tablet/").text == "the tablet"
    assert client.get("/").headers["Location"] == "/board/"
    assert client.get("/board").status_code == 308


@pytest.mark.parametrize(
    "path", ["/board/gone.js", "/board/assets/gone-1a2b.js", "/assets/gone-1a2b.js", "/board/tasks/1"]
)
def test_a_file_of_a_screen_that_is_missing_stays_missing(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_worker_of_the_board_is_asked_for_anew_every_time_and_its_manifest_says_what_it_is(client: Client) -> None:
    worker = client.get("/board/sw.js")

    assert (worker.text, worker.headers["Cache-Control"]) == ("the worker", "no-cache")
    assert "javascript" in worker.content_type
    assert client.get("/board/manifest.webmanifest").content_type == "application/manifest+json"


def test_what_has_its_hash_in_its_name_is_kept_for_ever(client: Client) -> None:
    assert "immutable" in client.get("/assets/main-1a2b.js").headers["Cache-Control"]
    assert "immutable" not in client.get("/assets/icon.svg").headers["Cache-Control"]
    assert "immutable" not in client.get("/board/").headers["Cache-Control"]


def test_screens_have_hosting_s_headers_with_the_emulators_let_in(client: Client) -> None:
    headers = client.get("/board/").headers

    assert "connect-src 'self' http://127.0.0.1:*" in headers["Content-Security-Policy"]
    assert "img-src 'self' http://127.0.0.1:*" in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_a_screen_learns_where_its_cloud_is(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "demo-x")
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "127.0.0.1:8080")
    monkeypatch.delenv("HOTEL_NOW")

    assert json.loads(client.get("/config.json").text) == {
        "project_id": "demo-x",
        "api_key": "demo",
        "auth_emulator": "http://127.0.0.1:9099",
        "firestore_emulator": "127.0.0.1:8080",
        "tenant_id": None,
        "hotel_now": None,
        "demo": demo_people(),
    }


def test_the_demos_people_are_told_with_what_they_speak_and_only_where_accounts_are_emulated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("FIREBASE_AUTH_EMULATOR_HOST", raising=False)
    assert web_config()["demo"] is None
    people = {one["email"]: (one["role"], one["language"]) for one in demo_people()["people"]}
    assert people["lead@demo.hotel"] == ("supervisor", "en")
    assert people["supervisor@demo.hotel"] == ("supervisor", "fa-AF")
    assert len(people) == len(STAFF)
