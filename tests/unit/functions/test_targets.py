"""Each function can be deployed alone, and each context as one service, by functions-framework's own rules."""

from __future__ import annotations

import inspect
from importlib import import_module

import functions_framework
import pytest

import functions
from shared.runtime.routes import routes
from tests.ground import REPOSITORY, ground

functions.load_all()


@pytest.mark.parametrize("context", functions.contexts())
def test_a_service_and_all_its_functions_are_targets(context: str) -> None:
    main = import_module(f"functions.{context}.main")
    names = [context, *(route.name for route in routes(context))]
    assert len(names) > 1
    assert [name for name in names if not inspect.isfunction(getattr(main, name, None))] == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_one_command_served_alone_answers_as_it_does_in_its_service() -> None:
    source = str(REPOSITORY / "functions/rooms/main.py")
    app = functions_framework.create_app(target="set_guest_flag", source=source)
    with ground():
        answered = app.test_client().put("/api/v1/properties/demo-hotel/rooms/204/guest-flag", json={})
    assert answered.status_code == 401
    assert answered.get_json()["code"] == "MELMASTOON.GENERAL.UNAUTHENTICATED"
