"""The database that a record lies in: a file of SQLite, or a PostgreSQL named by its URL.

Django is set up here when nobody else has done it; each record gets a connection of its own beside those that an
application has.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import Error, connections
from django.db.migrations.loader import MigrationLoader
from django.db.utils import ConnectionHandler

from muster.record.errors import Refused
from muster.record.store import append_only_triggers as guards
from muster.text import mark, phrase

_GUARDS = mark(
    "the guards of the record are down, so entries could have been changed; check it with: muster record verify, and "
    "put them up with: muster record init"
)
_URLS = ("postgresql://", "postgres://")
_NOT_ALLOWED = "42501"
"""What PostgreSQL calls it where a role has no right to something."""

_SQLITE_OPTIONS = {
    "timeout": 60,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def connect(where: str | Path) -> str:
    """The name of Django's connection to this database; nothing is opened yet."""
    _set_up()
    facts = _facts(str(where))
    alias = "record " + "/".join(str(facts.get(name, "")) for name in ("ENGINE", "HOST", "PORT", "USER", "NAME"))
    if alias not in connections.settings:
        connections.settings[alias] = ConnectionHandler({"default": facts}).settings["default"]
    return alias


def create(alias: str) -> None:
    """Make the tables and put the guards up; in a record of an earlier version, what has been added since."""
    try:
        _newer(alias)
        call_command("migrate", "record", database=alias, verbosity=0, interactive=False)
        guards.install(connections[alias])
    except Error as failure:
        raise unreachable(failure) from None


def check(alias: str, guarded: bool = True) -> None:
    """Refuse what is no record, one of another version, and (if `guarded`) one whose guards are down."""
    connection = connections[alias]
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).is_file():
        raise Refused(phrase("there is no record; make one with: muster record init"))
    try:
        if guards.TABLE not in connection.introspection.table_names():
            raise Refused(phrase("there is no record; make one with: muster record init"))
        if _newer(alias):
            raise Refused(
                phrase("the record was made by an earlier version of muster; bring it up with: muster record init")
            )
        if guarded and not guards.standing(connection):
            raise Refused(phrase(_GUARDS))
    except Error as failure:
        raise unreachable(failure) from None


def unreachable(failure: Exception) -> Refused:
    """That the database does not answer, in its own words (its first line, which names no secret)."""
    if getattr(failure.__cause__, "sqlstate", None) == _NOT_ALLOWED:
        return Refused(
            phrase("this role may not do that: {reason}", reason=str(failure).partition("\n")[0]),
            phrase("Ask the record's owner to admit the role: muster record init DB --role ROLE."),
        )
    return Refused(phrase("the database does not answer: {reason}", reason=str(failure).partition("\n")[0]))


def _newer(alias: str) -> bool:
    """Whether this version has migrations that the record lacks; refused if the record has ones unknown here."""
    loader = MigrationLoader(connections[alias])
    known = {name for app, name in loader.disk_migrations if app == "record"}
    applied = {name for app, name in loader.applied_migrations if app == "record"}
    if applied - known:
        raise Refused(
            phrase(
                "the record was written by a newer version of muster (it has {migrations}); use that version",
                migrations=", ".join(sorted(applied - known)),
            )
        )
    return bool(known - applied)


def _set_up() -> None:
    if settings.configured:
        return
    settings.configure(
        INSTALLED_APPS=["muster.record"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        USE_TZ=True,
        SECRET_KEY=os.urandom(32).hex(),
    )
    django.setup()


def _facts(where: str) -> dict[str, Any]:
    """The database as Django's settings describe it."""
    if "://" in where and not where.startswith(_URLS):
        raise Refused(phrase("this is no URL of a PostgreSQL database: postgresql://USER@HOST/NAME"))
    if not where.startswith(_URLS):
        path = str(Path(where).absolute())
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": dict(_SQLITE_OPTIONS)}
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise Refused(phrase("PostgreSQL needs the package psycopg: pip install 'muster[record]'")) from None
    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(where))
    except (ProgrammingError, ImproperlyConfigured):
        raise Refused(phrase("this is no URL of a PostgreSQL database: postgresql://USER@HOST/NAME")) from None
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    found = {name: str(parts.pop(part, "") or "") for name, part in names.items()}
    if not found["NAME"]:
        raise Refused(phrase("this is no URL of a PostgreSQL database: postgresql://USER@HOST/NAME"))
    return {"ENGINE": "django.db.backends.postgresql", **found, "OPTIONS": parts}
