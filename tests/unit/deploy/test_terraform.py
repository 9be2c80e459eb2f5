"""What can be known of terraform/ without Google: it holds together, it is what the code asks for, and it is careful.

Names of resources and attributes are not checked here, for the providers are not at hand; docs/deploying.md says how they
were.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import hcl2
import pytest

from emulators.topics import RUN_SECONDS
from shared.domain.events import topic_short
from shared.runtime.files.port import conditions
from shared.runtime.routes import ROUTES, Route
from shared.runtime.subscriptions import job_topic

ROOT = Path(__file__).parents[3]
TERRAFORM = ROOT / "terraform"
FILES = sorted(TERRAFORM.glob("*.tf"))
CODE = [path for folder in ("functions", "shared") for path in sorted((ROOT / folder).rglob("*.py"))]
CONTEXTS = sorted(entry.parent.name for entry in (ROOT / "functions").glob("*/main.py"))
# What Cloud Run or the buildpack sets, and what only a local cloud has.
GIVEN = {"K_SERVICE", "PORT", "GCLOUD_PROJECT"}
LOCAL_ONLY = re.compile(r".*_EMULATOR_HOST")
ASKED = re.compile(r"""(?:\.get\(|environ\[|getenv\()"([A-Z][A-Z0-9_]*)"|"([A-Z][A-Z0-9_]*)" in """)
_INSIDE = re.compile(r'^"|"$')


@cache
def _parsed() -> Sequence[dict[str, Any]]:
    return [hcl2.loads(path.read_text()) for path in FILES]


def _blocks(kind: str) -> Iterator[dict[str, Any]]:
    for one in _parsed():
        yield from one.get(kind, [])


@cache
def _named(kind: str) -> dict[str, dict[str, Any]]:
    """Return blocks by their labels: `google_pubsub_topic.event`."""
    found: dict[str, dict[str, Any]] = {}
    for block in _blocks(kind):
        for label, inner in block.items():
            if kind in {"variable", "output"}:
                found[_bare(label)] = inner
            else:
                found |= {f"{_bare(label)}.{_bare(name)}": body for name, body in inner.items()}
    return found


def _bare(text: Any) -> str:
    return _INSIDE.sub("", str(text))


def _code() -> str:
    """Return all of it without comments, expressions as they are written."""
    lines = "\n".join(path.read_text() for path in FILES).splitlines()
    return "\n".join(re.sub(r"(^|\s)#.*$", "", line) for line in lines)


def _resources() -> dict[str, dict[str, Any]]:
    return _named("resource")


def _sources() -> dict[str, dict[str, Any]]:
    return _named("data")


def _variables() -> dict[str, dict[str, Any]]:
    return _named("variable")


def _locals() -> set[str]:
    return {name for block in _blocks("locals") for name in block if not name.startswith("__")}


def test_every_variable_and_local_is_declared_and_used() -> None:
    assert set(re.findall(r"\bvar\.(\w+)", _code())) == set(_variables())
    assert set(re.findall(r"\blocal\.(\w+)", _code())) == _locals()


def test_every_reference_is_to_something_declared() -> None:
    asked = set(re.findall(r"(?<![\w.\"/])((?:data\.)?(?:google|archive)_\w+\.\w+)", _code()))
    declared = set(_resources()) | {f"data.{name}" for name in _sources()}
    assert asked, "the pattern has found nothing"
    assert asked <= declared


def test_firebase_is_asked_of_the_provider_that_has_it() -> None:
    beta = {name for name, body in (_resources() | _sources()).items() if "google-beta" in str(body.get("provider"))}
    firebase = {
        name for name in _resources() | _sources() if name.startswith(("google_firebase_", "google_project_service_id"))
    }
    assert beta == firebase


@pytest.mark.skipif(not shutil.which("terraform"), reason="terraform is not on this machine")
def test_it_is_formatted() -> None:
    answer = subprocess.run(
        ["terraform", "fmt", "-check", "-list=true", str(TERRAFORM)], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout


def test_no_value_of_a_secret_stands_in_it() -> None:
    assert not [name for name in _resources() if "secret_version" in name]
    assert not re.search(r"secret_data|private_key|password\s*=|AIza[\w-]{35}|BEGIN [A-Z ]*KEY", _code())


def test_nobody_may_do_everything() -> None:
    roles = set(re.findall(r'"(roles/[\w.]+)"', _code()))
    assert roles
    assert not roles & {"roles/owner", "roles/editor", "roles/viewer"}
    everybody = [name for name, body in _resources().items() if "allUsers" in str(body)]
    assert everybody == ["google_cloud_run_v2_service_iam_member.public"]
    assert _bare(_resources()[everybody[0]]["role"]) == "roles/run.invoker"


def test_only_identity_may_touch_accounts_and_only_pms_reads_its_secrets() -> None:
    also = next(block["also_may"] for block in _blocks("locals") if "also_may" in block)
    assert [context for context, roles in also.items() if "firebaseauth" in str(roles)] == ["identity"]
    assert '["pms"]' in _resources()["google_secret_manager_secret_iam_member.pms"]["member"].replace('\\"', '"')


def test_only_housekeeping_reads_the_photos_guests_delete_them_and_nobody_comes_from_outside() -> None:
    bucket = _resources()["google_storage_bucket.photos"]
    assert bucket["uniform_bucket_level_access"] in {True, "true"}
    assert _bare(bucket["public_access_prevention"]) == "enforced"
    granted = {name: body for name, body in _resources().items() if name.startswith("google_storage_bucket_iam_")}
    assert {name: (_bare(body["role"]), _context_of(body)) for name, body in granted.items()} == {
        "google_storage_bucket_iam_member.photos": ("roles/storage.objectUser", "housekeeping"),
        "google_storage_bucket_iam_member.photos_of_forgotten": ("roles/storage.legacyBucketWriter", "guests"),
    }


def _context_of(granted: Mapping[str, Any]) -> str:
    found = re.search(r'context\["(\w+)"\]', granted["member"].replace('\\"', '"'))
    assert found is not None
    return found[1]


def test_a_screen_may_send_the_bucket_what_a_signed_upload_wants() -> None:
    cors = _resources()["google_storage_bucket.photos"]["cors"][0]
    assert set(map(_bare, cors["response_header"])) == set(conditions("image/jpeg", 1))
    assert "PUT" in map(_bare, cors["method"])


def test_every_push_is_signed_and_what_is_given_up_goes_somewhere() -> None:
    pushed = {name: body for name, body in _resources().items() if name.startswith("google_pubsub_subscription.")}
    events, runs = pushed["google_pubsub_subscription.push"], pushed["google_pubsub_subscription.job"]
    assert set(pushed) == {f"google_pubsub_subscription.{name}" for name in ("push", "job", "given_up")}
    for body in pushed.values():
        token = body["push_config"][0]["oidc_token"][0]
        assert "google_service_account.push.email" in token["service_account_email"]
        assert "local.audience" in token["audience"]
        assert _bare(body["expiration_policy"][0]["ttl"]) == "", "a subscription nobody uses for a month must stay"
    for body in (events, runs):
        assert "google_pubsub_topic.given_up" in body["dead_letter_policy"][0]["dead_letter_topic"]
    assert events["enable_message_ordering"] in {True, "true"}
    gives_up = _resources()["google_pubsub_subscription_iam_member.gives_up"]["for_each"]
    assert {"google_pubsub_subscription.push", "google_pubsub_subscription.job"} <= set(
        re.findall(r"google_pubsub_subscription\.\w+", gives_up)
    )


def test_a_run_of_a_job_is_not_given_to_another_while_it_may_be_under_way() -> None:
    service = _resources()["google_cloudfunctions2_function.context"]["service_config"][0]
    runs = _resources()["google_pubsub_subscription.job"]
    assert int(service["timeout_seconds"]) < int(runs["ack_deadline_seconds"]) == RUN_SECONDS
    assert not runs.get("enable_message_ordering"), "a run that hangs would keep others back"


def test_every_job_has_its_schedule_and_its_calls_are_signed() -> None:
    job = _resources()["google_cloud_scheduler_job.this"]
    assert "local.jobs" in job["for_each"]
    assert "oidc_token" in job["http_target"][0]


def test_instances_take_as_many_requests_as_they_have_threads() -> None:
    service = _resources()["google_cloudfunctions2_function.context"]["service_config"][0]
    assert int(_bare(service["environment_variables"]["THREADS"])) == int(service["max_instance_request_concurrency"])


def test_documents_outlive_what_declares_them() -> None:
    database = _resources()["google_firestore_database.this"]
    assert _bare(database["delete_protection_state"]) == "DELETE_PROTECTION_ENABLED"
    assert _bare(database["deletion_policy"]) == "ABANDON"


def test_functions_are_given_every_variable_they_read() -> None:
    given = set(_resources()["google_cloudfunctions2_function.context"]["service_config"][0]["environment_variables"])
    asked = {name for path in CODE for name in _variables_read(path) if not LOCAL_ONLY.fullmatch(name)}
    assert asked - GIVEN <= given


def test_the_archive_holds_all_that_functions_import_and_nothing_else() -> None:
    sources = next(block["sources"] for block in _blocks("locals") if "sources" in block)
    shipped = {path for pattern in map(_bare, sources) for path in ROOT.glob(pattern.replace("/**", "/**/*"))}
    assert set(CODE) <= shipped
    folders = {path.relative_to(ROOT).parts[0] for path in shipped}
    assert folders <= {"requirements.txt", "docs", "functions", "shared"}


def _variables_read(path: Path) -> Iterator[str]:
    """Yield the names in `os.environ.get("NAME")`, `os.environ["NAME"]`, `said.get("NAME")` and `"NAME" in os.environ`."""
    text = path.read_text()
    if "os.environ" in text:
        yield from (found[1] or found[2] for found in ASKED.finditer(text))


@pytest.mark.skipif(not shutil.which("terraform"), reason="terraform is not on this machine")
def test_what_it_makes_of_the_files_it_reads_is_what_they_say(tmp_path: Path, written: dict[str, Any]) -> None:
    declared = json.loads((ROOT / "firestore.indexes.json").read_text())
    said = _evaluated(
        tmp_path,
        "local.indexes",
        "local.overrides",
        "local.grants",
        "local.subscriptions",
        "local.jobs",
        "local.deployed",
        "local.hosting_regions",
    )
    indexes, overrides, grants, subscriptions, jobs, deployed, regions = said
    assert len(indexes) == 2 * len(declared["indexes"])
    assert len(overrides) == 2 * len(declared["fieldOverrides"])
    assert {item["database"] for item in indexes.values()} == {"(default)", "kabul"}
    assert {item["context"] for item in grants.values()} == set(CONTEXTS)
    assert len(subscriptions) == len(written["subscriptions"])
    assert jobs == {job["name"]: job for job in written["jobs"]}
    assert {f"functions/{context}/main.py" for context in CONTEXTS} | {"requirements.txt"} <= set(deployed)
    assert not [path for path in deployed if "__pycache__" in path or path.endswith(".tf")]
    assert regions == [_bare(_variables()["region"]["default"])]


def _evaluated(folder: Path, *expressions: str) -> list[Any]:
    """Return what terraform itself makes of these expressions. Those that ask a provider cannot be had."""
    (folder / "terraform").mkdir()
    for name in ("firebase.json", "firestore.indexes.json", "requirements.txt", "docs", "functions", "shared"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("variables.tf", "functions.auto.tfvars.json"):
        shutil.copy(TERRAFORM / name, folder / "terraform")
    blocks = (
        block for path in FILES for block in re.findall(r"^locals {.*?^}", path.read_text(), re.DOTALL | re.MULTILINE)
    )
    without_providers = "\n".join(block for block in blocks if not re.search(r"\bgoogle_\w+\.", block))
    (folder / "terraform" / "locals.tf").write_text(without_providers)
    command = ["terraform", f"-chdir={folder / 'terraform'}", "console", "-var", "project=hotel-x"]
    answer = subprocess.run(
        [*command, "-var", 'property_databases=["kabul"]'],
        input=f"jsonencode([{', '.join(expressions)}])",
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    found: list[Any] = json.loads(json.loads(answer.stdout.strip()))
    return found


# The function map


@pytest.fixture(scope="module")
def routes() -> list[Route]:
    for context in CONTEXTS:
        import_module(f"functions.{context}.main")
    return [route for route in ROUTES.values() if route.context in CONTEXTS]


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    described: dict[str, Any] = json.loads((TERRAFORM / "functions.auto.tfvars.json").read_text())
    return described


@pytest.fixture(scope="module")
def hosting() -> dict[str, Any]:
    described: dict[str, Any] = json.loads((ROOT / "firebase.json").read_text())["hosting"]
    return described


def test_the_map_names_what_the_code_has(written: dict[str, Any], routes: list[Route]) -> None:
    heard = {
        (route.context, route.event.subject, f"/internal/events/{topic_short(route.event.subject)}")
        for route in routes
        if route.kind == "handler" and route.event is not None
    }
    jobs = {(route.context, route.path, route.schedule) for route in routes if route.kind == "job"}
    runs = {(route.context, job_topic(route.job), route.path) for route in routes if route.kind == "run"}
    assert written["contexts"] == CONTEXTS
    assert {(item["context"], item["topic"], item["path"]) for item in written["subscriptions"]} == heard
    assert {(item["context"], item["path"], item["schedule"]) for item in written["jobs"]} == jobs
    assert {(item["context"], item["topic"], item["run"]) for item in written["jobs"]} == runs


def test_every_subscription_hears_a_topic_that_there_is(written: dict[str, Any]) -> None:
    assert {item["topic"] for item in written["subscriptions"]} <= set(written["topics"])
    for kind in ("subscriptions", "jobs"):
        assert {item["context"] for item in written[kind]} <= set(written["contexts"])


def test_names_are_such_as_google_takes(written: dict[str, Any]) -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9-]{0,62}", name) for name in written["contexts"])
    assert all(len(f"roomstatesync-{name}") <= 30 for name in written["contexts"]), "an account's id has up to 30"
    assert all(re.fullmatch(r"[\w-]{1,500}", job["name"]) for job in written["jobs"])
    assert len({job["name"] for job in written["jobs"]}) == len(written["jobs"])
    assert all(len(job["schedule"].split()) == 5 for job in written["jobs"])
    topics = [*written["topics"], *(job["topic"] for job in written["jobs"])]
    assert all(re.fullmatch(r"(?!goog)[A-Za-z][\w.~+%-]{2,254}", topic) for topic in topics)


# Firebase Hosting


def test_hosting_gives_every_path_to_the_context_that_serves_it(hosting: dict[str, Any], routes: list[Route]) -> None:
    wrong = {
        f"{route.method} {route.path}": _served_by(hosting, route.path)
        for route in routes
        if not route.path.startswith(("/internal/", "/metrics", "/ready"))
        and _served_by(hosting, route.path) != route.context
    }
    assert wrong == {}


def test_what_only_google_calls_is_not_to_be_had_through_hosting(hosting: dict[str, Any]) -> None:
    assert _served_by(hosting, "/internal/cron/relay") is None
    assert _served_by(hosting, "/metrics") is None


def test_hosting_sends_to_the_region_that_functions_run_in(hosting: dict[str, Any]) -> None:
    regions = {rewrite["run"]["region"] for rewrite in hosting["rewrites"] if "run" in rewrite}
    assert regions == {_bare(_variables()["region"]["default"])}


def test_screens_run_only_what_we_ship_and_speak_only_to_us_and_firebase(hosting: dict[str, Any]) -> None:
    everywhere = _headers(hosting, "**")
    policy = dict(part.strip().split(" ", 1) for part in everywhere["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"].split() == [
        "'self'",
        "https://firestore.googleapis.com",
        "https://identitytoolkit.googleapis.com",
        "https://securetoken.googleapis.com",
        "https://storage.googleapis.com",
    ]
    assert policy["img-src"].split() == ["'self'", "data:", "blob:", "https://storage.googleapis.com"]
    assert "unsafe" not in everywhere["Content-Security-Policy"]
    assert everywhere["X-Content-Type-Options"] == "nosniff"
    assert everywhere["Strict-Transport-Security"].startswith("max-age=")


def test_pages_are_always_asked_for_anew_and_files_named_by_their_content_never(hosting: dict[str, Any]) -> None:
    """Of several rules for one header Hosting takes the last that fits."""
    sources = [rule["source"] for rule in hosting["headers"]]
    assert _headers(hosting, "**")["Cache-Control"] == "no-cache"
    assert "immutable" in _headers(hosting, "/assets/*-*")["Cache-Control"]
    assert sources.index("**") < sources.index("/assets/*-*")


def _headers(hosting: dict[str, Any], source: str) -> dict[str, str]:
    rule = next(rule for rule in hosting["headers"] if rule["source"] == source)
    return {header["key"]: header["value"] for header in rule["headers"]}


def _served_by(hosting: dict[str, Any], path: str) -> str | None:
    """Return the service that a request for this path reaches: Hosting takes the first rewrite whose source fits."""
    asked = re.sub(r"{\w+}", "x1", path)
    for rewrite in hosting["rewrites"]:
        if "run" in rewrite and re.fullmatch(_pattern(rewrite["source"]), asked):
            return str(rewrite["run"]["serviceId"])
    return None


def _pattern(glob: str) -> str:
    return re.escape(glob).replace(r"\*\*", ".*").replace(r"\*", "[^/]+")
