r"""Opens a property: the registry knows it, it has settings, and one manager can sign in and set up the rest.

scripts/hotel --project ID --tenant melmastoon --property kabul --name "Melmastoon Kabul" --zone Asia/Kabul \
    --manager-name "Farida Rahimi" --manager-email farida@example.com

Runs on the operator's machine, under their own sign-in. What is there already is left as it is, so it may run twice; the
password is asked for, and written nowhere.
"""

from __future__ import annotations

import argparse
import getpass
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from functions.identity.accounts import accounts
from functions.identity.accounts.port import Account, AccountsError
from shared.domain.documents import Document
from shared.domain.people import Role
from shared.domain.settings import Settings
from shared.domain.staff import Staff, staff_id_of
from shared.runtime.cloud import cloud
from shared.runtime.documents import to_data
from shared.runtime.place import Place
from shared.runtime.store.port import DEFAULT_DATABASE, Data, Key, Put

SHORTEST = 10
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


@dataclass(frozen=True)
class Opening:
    place: Place
    settings: Settings
    manager: Staff


def open_property(opening: Opening, password: str) -> None:
    """Have the property and its manager there. Raises AccountsError where the account cannot be made."""
    place, settings, manager = opening.place, opening.settings, opening.manager
    registered = {"tenant_id": place.tenant_id, "property_id": place.property_id, "database": place.database}
    _once(Key(f"tenants/{place.tenant_id}"), {"tenant_id": place.tenant_id})
    _once(place.key(Settings.collection, settings.settings_id), _first(settings))
    _once(place.key(Staff.collection, manager.staff_id), _first(manager))
    _once(Key(place.path), {**registered, "name": settings.name, "zone": settings.zone})
    if accounts().put(Account(manager.staff_id, manager.email, manager.name, {"tenant": place.tenant_id})):
        accounts().set_password(manager.staff_id, password)


def _first(document: Document) -> Data:
    return to_data(document.but(revision=1, updated_at=cloud().clock()))


def _once(key: Key, data: Data) -> None:
    found = cloud().store.read([key])[0]
    if found.data is None:
        cloud().store.commit([Put(key, data, found)])


def main(words: Sequence[str]) -> int:
    asked = _parser().parse_args(words)
    try:
        opening = _opening(asked)
    except ValidationError as reason:
        problems = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in reason.errors())
        print(f"hotel: {problems}", file=sys.stderr)
        return 2
    os.environ["GOOGLE_CLOUD_PROJECT"] = asked.project
    password = getpass.getpass(f"Password for {opening.manager.email}, at least {SHORTEST} characters: ")
    if len(password) < SHORTEST:
        print(f"hotel: a password has at least {SHORTEST} characters; nothing was changed", file=sys.stderr)
        return 2
    try:
        open_property(opening, password)
    except AccountsError as reason:
        print(f"hotel: the property is there, its manager's account is not: {type(reason).__name__}", file=sys.stderr)
        return 1
    print(f"hotel: {asked.property} is open; {opening.manager.email} may sign in")
    return 0


def _opening(asked: argparse.Namespace) -> Opening:
    languages = tuple(asked.languages.split(","))
    email = asked.manager_email.strip().lower()
    return Opening(
        Place(asked.tenant, asked.property, asked.database),
        Settings.model_validate({"name": asked.name, "zone": asked.zone, "languages": languages}),
        Staff.model_validate(
            {
                "staff_id": staff_id_of(asked.tenant, email),
                "name": asked.manager_name,
                "email": email,
                "role": Role.MANAGER,
                "languages": languages[:1],
            }
        ),
    )


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text} must be of small letters, digits and hyphens")
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/hotel", description="Open a property and its first manager.")
    parser.add_argument("--project", required=True, help="the Google Cloud project")
    parser.add_argument("--tenant", required=True, type=_slug, help="whose property it is")
    parser.add_argument("--property", required=True, type=_slug, help="its id, for good")
    parser.add_argument("--name", required=True, help="what guests call it")
    parser.add_argument("--zone", required=True, help="its IANA time zone, such as Asia/Kabul")
    parser.add_argument("--languages", default="en", help="its languages, the first its own: fa-AF,en")
    parser.add_argument("--database", default=DEFAULT_DATABASE, help="a Firestore database of its own")
    parser.add_argument("--manager-name", required=True)
    parser.add_argument("--manager-email", required=True)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
