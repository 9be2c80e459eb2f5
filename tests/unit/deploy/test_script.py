"""scripts/deploy asks before it changes anything, and says in one line what is missing. Nothing here reaches a cloud."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PLAIN = ("bash", "cat", "dirname", "env", "git", "mktemp", "rm")
BUILT = "npm run build --workspace web"
PUBLISHED = "firebase deploy --only hosting --project hotel-x --non-interactive"


class Desk:
    """A checkout and a PATH on which every tool writes down how it was called, and does what it is told to here."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self.path, self.log = folder / "checkout", folder / "bin", folder / "calls"
        for made in (self.checkout / "scripts", self.checkout / "web" / "dist", self.path):
            made.mkdir(parents=True)
        shutil.copy(ROOT / "scripts" / "deploy", self.checkout / "scripts")
        for name in PLAIN:
            (self.path / name).symlink_to(str(shutil.which(name)))
        for name in ("gcloud", "terraform", "firebase", "npm"):
            self.tool(name)
        self._program(self.checkout / "scripts" / "generate", "")

    def tool(self, name: str, body: str = "") -> None:
        self._program(self.path / name, body)

    def generate(self, body: str) -> None:
        self._program(self.checkout / "scripts" / "generate", body)

    def without(self, name: str) -> None:
        (self.path / name).unlink()

    def deploy(self, *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
        environment: Mapping[str, str] = {
            "PATH": str(self.path),
            "HOME": str(self.checkout),
            "TMPDIR": str(self.checkout),
        }
        command = [str(self.path / "bash"), str(self.checkout / "scripts" / "deploy"), *words]
        return subprocess.run(command, input=said, env=environment, capture_output=True, text=True, check=False)

    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    def _program(self, path: Path, body: str) -> None:
        path.write_text(f'#!{shutil.which("bash")}\necho "{path.name} $*" >>"{self.log}"\n{body}\n')
        path.chmod(0o755)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def did(desk: Desk, *beginnings: str) -> list[str]:
    return [call for call in desk.calls() if call.startswith(beginnings)]


def test_help_needs_nothing_installed(desk: Desk) -> None:
    for name in ("gcloud", "terraform", "firebase", "npm"):
        desk.without(name)
    answer = desk.deploy("--help")
    assert answer.returncode == 0
    assert "--plan" in answer.stdout
    assert "--apply" in answer.stdout


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ([], "deploy: which project? scripts/deploy --project ID"),
        (["--project"], "deploy: --project needs the id of a project"),
        (["--destroy"], "deploy: --destroy is not an option; see scripts/deploy --help"),
    ],
)
def test_what_it_cannot_understand_it_says_in_one_line(desk: Desk, words: list[str], line: str) -> None:
    answer = desk.deploy(*words)
    assert (answer.returncode, answer.stderr.splitlines()) == (2, [line])
    assert desk.calls() == []


@pytest.mark.parametrize(
    ("tool", "words", "begins"),
    [
        ("gcloud", ["--plan"], "deploy: gcloud is missing: https://"),
        ("terraform", ["--plan"], "deploy: terraform is missing: https://"),
        ("npm", ["--apply"], "deploy: npm is missing: https://"),
        ("firebase", ["--apply"], "deploy: firebase is missing: npm ci"),
    ],
)
def test_a_missing_tool_is_one_line_that_says_where_it_is(desk: Desk, tool: str, words: list[str], begins: str) -> None:
    desk.without(tool)
    answer = desk.deploy("--project", "hotel-x", *words)
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert answer.stderr.startswith(begins)
    assert did(desk, "terraform") == []


def test_who_is_not_signed_in_is_told_how(desk: Desk) -> None:
    desk.tool("gcloud", '[ "$1" != auth ] || { echo "ERROR: reauthentication needed" >&2; exit 1; }')
    answer = desk.deploy("--project", "hotel-x")
    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        "deploy: not signed in to Google Cloud: gcloud auth application-default login"
    ]


def test_without_a_bucket_for_the_state_it_stops(desk: Desk) -> None:
    desk.tool("gcloud", '[ "$1" != storage ] || exit 1')
    answer = desk.deploy("--project", "hotel-x")
    assert answer.returncode == 1
    assert "gs://hotel-x-terraform" in answer.stderr
    assert did(desk, "terraform") == []


def test_a_stale_function_map_is_never_deployed(desk: Desk) -> None:
    desk.generate('echo "stale: firebase.json"; exit 1')
    answer = desk.deploy("--project", "hotel-x", "--apply", "--yes")
    assert answer.returncode == 1
    assert "stale: firebase.json" in answer.stderr
    assert did(desk, "terraform", "firebase") == []


def test_it_plans_unless_told_to_apply(desk: Desk) -> None:
    answer = desk.deploy("--project", "hotel-x")
    assert answer.returncode == 0
    assert "nothing was changed" in answer.stdout
    assert [call.split()[2] for call in did(desk, "terraform")] == ["init", "plan"]
    assert did(desk, "firebase", "npm") == []


@pytest.mark.parametrize("said", ["", "n\n", "no\n", "yess\n"])
def test_it_applies_nothing_to_anything_but_yes(desk: Desk, said: str) -> None:
    answer = desk.deploy("--project", "hotel-x", "--apply", said=said)
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-1].endswith("nothing was changed")
    assert [call.split()[2] for call in did(desk, "terraform")] == ["init", "plan"]
    assert did(desk, "firebase") == []


@pytest.mark.parametrize(("words", "said"), [([], "y\n"), (["--yes"], "")])
def test_it_applies_the_plan_it_showed_and_then_publishes_the_screens(desk: Desk, words: list[str], said: str) -> None:
    desk.tool("terraform", '[ "$2 $4" != "output web_config" ] || echo "{}"')
    answer = desk.deploy("--project", "hotel-x", "--apply", *words, said=said)
    assert answer.returncode == 0, answer.stderr
    terraform = did(desk, "terraform")
    planned, applied = (call.split() for call in terraform if call.split()[2] in {"plan", "apply"})
    assert "project=hotel-x" in planned
    assert applied[-1] == planned[-1].removeprefix("-out=")
    assert [call for call in desk.calls() if call in {BUILT, PUBLISHED}] == [BUILT, PUBLISHED]
    assert desk.calls().index(PUBLISHED) > desk.calls().index(" ".join(applied))
    assert (desk.checkout / "web" / "dist" / "config.json").read_text() == "{}\n"


def test_screens_that_do_not_build_stop_it_before_anything_is_changed(desk: Desk) -> None:
    desk.tool("npm", 'echo "tablet.ts: no such thing"; exit 1')
    answer = desk.deploy("--project", "hotel-x", "--apply", "--yes")
    assert answer.returncode == 1
    assert "no such thing" in answer.stderr
    assert did(desk, "terraform", "firebase") == []


def test_what_failed_half_way_is_said(desk: Desk) -> None:
    desk.tool("firebase", "exit 1")
    answer = desk.deploy("--project", "hotel-x", "--apply", "--yes")
    assert answer.returncode == 1
    assert "the functions are deployed, the screens are not" in answer.stderr


def test_it_can_be_run_from_anywhere() -> None:
    answer = subprocess.run([ROOT / "scripts" / "deploy", "--help"], cwd=os.sep, capture_output=True, check=False)
    assert answer.returncode == 0
