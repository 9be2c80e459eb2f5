"""What Hosting and terraform are told of the function map."""

from __future__ import annotations

import json
import re

import pytest

from functions import contexts, load_all
from scripts.generation import deployment, tables
from shared.domain.people import MANAGERS, Role
from shared.domain.refusals import NOT_FOUND
from shared.runtime.routes import ROUTES, Route


def route(path: str, context: str = "rooms", method: str = "GET") -> Route:
    return Route("query", path, context, method, path, print, allow=MANAGERS, summary="Say it.\n\nAt length.")


def rewrites(*routes: Route) -> dict[str, str]:
    hosting = json.loads(deployment.firebase("{}", routes))["hosting"]
    return {rule["source"]: rule["run"]["serviceId"] for rule in hosting["rewrites"] if "run" in rule}


def test_a_path_goes_to_the_service_of_its_context() -> None:
    assert rewrites(route("/api/v1/properties/{property_id}/rooms/{room_id}")) == {
        "/api/v1/properties/*/rooms/*": "rooms"
    }


def test_a_path_without_parameters_comes_before_one_that_would_swallow_it() -> None:
    found = rewrites(route("/a/{b}", "rooms"), route("/a/stream", "operations"))

    assert list(found) == ["/a/stream", "/a/*"]


def test_a_path_that_two_contexts_share_is_refused_for_hosting_knows_no_methods() -> None:
    with pytest.raises(SystemExit, match="belongs to one context"):
        rewrites(route("/a/{b}", "rooms"), route("/a/{c}", "tickets", "POST"))


def test_what_is_internal_is_not_served_to_the_world() -> None:
    assert rewrites(route("/internal/cron/relay"), route("/metrics"), route("/ready")) == {}


@pytest.mark.parametrize(
    ("path", "destination"),
    [
        ("/board/", "/board/index.html"),
        ("/board/tasks", "/board/index.html"),
        ("/tablet/", "/tablet/index.html"),
        ("/board/gone.js", None),
        ("/board/assets/gone", None),
        ("/boards/tasks", None),
    ],
)
def test_a_word_below_a_screen_is_the_screens_and_a_missing_file_is_nobodys(path: str, destination: str | None) -> None:
    rules = json.loads(deployment.firebase("{}", []))["hosting"]["rewrites"]
    found = [rule["destination"] for rule in rules if re.search(rule["regex"], path)]

    assert found == ([destination] if destination else [])


def test_what_people_wrote_in_firebase_json_stays() -> None:
    written = json.dumps({"firestore": {"rules": "r"}, "hosting": {"public": "web/dist", "rewrites": ["old"]}})
    found = json.loads(deployment.firebase(written, []))

    assert (found["firestore"], found["hosting"]["public"]) == ({"rules": "r"}, "web/dist")
    assert "old" not in found["hosting"]["rewrites"]


def test_terraform_hears_of_every_context_job_and_subscription() -> None:
    load_all()
    real = [found for found in ROUTES.values() if found.context != "tests"]
    found = deployment.function_map(contexts(), real)
    handled = {(one.context, one.event.subject) for one in real if one.event}

    heard = [(one["context"], one["topic"]) for one in found["subscriptions"] if one["context"] != "tests"]
    assert sorted(heard) == sorted(handled)
    assert {topic for _, topic in handled} <= set(found["topics"])
    assert {"relay"} <= {job["name"] for job in found["jobs"]}
    assert {job["context"] for job in found["jobs"]} <= set(found["contexts"])


def test_the_role_matrix_has_a_line_for_each_function() -> None:
    text = tables.roles([route("/api/v1/rooms")], [Role.GUEST, Role.MANAGER])

    assert "| `GET /api/v1/rooms` Say it. |   | ● |" in text


def test_the_refusals_are_listed_with_their_status() -> None:
    assert f"| `{NOT_FOUND.code}` | 404 | {NOT_FOUND.title} |" in tables.refusals([NOT_FOUND])
