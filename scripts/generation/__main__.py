"""Write the generated files, or say which are stale.

scripts/generate             write them
scripts/generate --check     write nothing; fail and name what is stale, or what was published and has changed
scripts/generate --publish   freeze the schemas of all events as they are: done with a release, and for good
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from functions import contexts, load_all
from scripts.generation import asyncapi, coverage, deployment, events, openapi, tables, typescript
from scripts.generation.text import as_json
from shared.domain.events import EVENTS
from shared.domain.people import Role
from shared.runtime.problems import every_rule
from shared.runtime.routes import ROUTES

ROOT = Path(__file__).parents[2]
CONTRACTS = Path("docs/contracts")
WEB = Path("web/data")


def generated(root: Path) -> dict[Path, str]:
    """Return every generated file and what must stand in it, by its path below the root."""
    load_all()
    routes = sorted((route for route in ROUTES.values() if route.context != "tests"), key=lambda route: route.name)
    schemas = events.schemas(EVENTS)
    firebase = root / "firebase.json"
    screens = typescript.of_screens(routes)
    words = typescript.words(typescript.documents(), screens)
    return {
        CONTRACTS / "openapi.json": as_json(openapi.describe(routes, every_rule())),
        CONTRACTS / "asyncapi.json": as_json(asyncapi.describe(routes, schemas)),
        CONTRACTS / "envelope.json": as_json(events.envelope()),
        **{CONTRACTS / "events" / f"{subject}.json": as_json(schema) for subject, schema in schemas.items()},
        CONTRACTS / "housekeeping.md": coverage.page(coverage.rows(root, routes, EVENTS)),
        CONTRACTS / "roles.md": tables.roles(routes, list(Role)),
        CONTRACTS / "refusals.md": tables.refusals(every_rule()),
        WEB / "contracts.gen.ts": typescript.contracts(words),
        WEB / "routes.gen.ts": typescript.paths(words, screens),
        Path("terraform/functions.auto.tfvars.json"): as_json(deployment.function_map(contexts(), routes)),
        Path("firebase.json"): deployment.firebase(firebase.read_text() if firebase.is_file() else "{}", routes),
    }


def stale(root: Path, files: Mapping[Path, str]) -> Iterator[Path]:
    """Yield what differs from what it should be, files that nothing generates any more included."""
    for path, text in files.items():
        if not (root / path).is_file() or (root / path).read_text() != text:
            yield path
    for path in sorted((root / CONTRACTS / "events").glob("*.json")):
        if path.relative_to(root) not in files and path.name != events.PUBLISHED:
            yield path.relative_to(root)


def main(arguments: list[str], root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(prog="scripts/generate", description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where something is stale")
    parser.add_argument("--publish", action="store_true", help="freeze the schemas of all events as they are")
    asked = parser.parse_args(arguments)
    files = generated(root)
    published = root / CONTRACTS / "events" / events.PUBLISHED
    broken = events.broken(published, EVENTS)
    for subject in broken:
        print(f"{subject} is published and never changes: leave it as it was and add a new version.", file=sys.stderr)
    found = list(stale(root, files))
    if asked.check:
        for path in found:
            print(f"stale: {path}; run scripts/generate", file=sys.stderr)
        return 1 if found or broken else 0
    if broken:
        return 1
    for path in found:
        _write(root / path, files.get(path))
        print(f"{'wrote' if path in files else 'removed'} {path}")
    if asked.publish:
        published.write_text(as_json(events.fingerprints(EVENTS)))
    return 0


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
