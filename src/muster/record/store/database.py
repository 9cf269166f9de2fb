"""Database of a record: an SQLite file, or a PostgreSQL database named by its URL.

Configures Django unless an application has. Each record has its own connection beside those of the application.
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

from muster.record.errors import RecordRefusedError
from muster.record.store import append_only_triggers as triggers
from muster.text import mark, phrase

_TRIGGERS_MISSING = mark(
    "the database triggers that protect the entries are missing, so entries may have been changed; "
    "check the record with: muster record verify, then restore the triggers with: muster record init"
)
_URL_PREFIXES = ("postgresql://", "postgres://")
_INSUFFICIENT_PRIVILEGE = "42501"
"""SQLSTATE of PostgreSQL for insufficient privileges."""

_SQLITE_OPTIONS = {
    "timeout": 60,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


def connection_alias(db: str | Path) -> str:
    """Register the database with Django and return the alias of its connection, without connecting."""
    _configure_django()
    config = _connection_settings(str(db))
    alias = "record " + "/".join(str(config.get(name, "")) for name in ("ENGINE", "HOST", "PORT", "USER", "NAME"))
    if alias not in connections.settings:
        connections.settings[alias] = ConnectionHandler({"default": config}).settings["default"]
    return alias


def migrate(alias: str) -> None:
    """Create or upgrade the tables, and create the triggers."""
    try:
        _has_pending_migrations(alias)
        call_command("migrate", "record", database=alias, verbosity=0, interactive=False)
        triggers.install(connections[alias])
    except Error as failure:
        raise database_error(failure) from None


def check_database(alias: str, require_triggers: bool = True) -> None:
    """Check that the database has a record of this version.

    Raises:
        RecordRefusedError: There is no record, it has another version, or (if `require_triggers`) triggers are missing.
    """
    connection = connections[alias]
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).is_file():
        raise RecordRefusedError(phrase("there is no record; make one with: muster record init"))
    try:
        if triggers.TABLE not in connection.introspection.table_names():
            raise RecordRefusedError(phrase("there is no record; make one with: muster record init"))
        if _has_pending_migrations(alias):
            raise RecordRefusedError(
                phrase("the record was made by an earlier version of muster; upgrade it with: muster record init")
            )
        if require_triggers and not triggers.are_installed(connection):
            raise RecordRefusedError(phrase(_TRIGGERS_MISSING))
    except Error as failure:
        raise database_error(failure) from None


def database_error(failure: Exception) -> RecordRefusedError:
    """Convert a database error, keeping the first line of its text, which contains no secrets."""
    if getattr(failure.__cause__, "sqlstate", None) == _INSUFFICIENT_PRIVILEGE:
        return RecordRefusedError(
            phrase("this role lacks the privilege: {reason}", reason=str(failure).partition("\n")[0]),
            phrase("Ask the record's owner to grant the role access: muster record init DB --role ROLE."),
        )
    return RecordRefusedError(phrase("the database does not answer: {reason}", reason=str(failure).partition("\n")[0]))


def _has_pending_migrations(alias: str) -> bool:
    """True if the record lacks migrations of this version; refused if it has migrations of a newer one."""
    loader = MigrationLoader(connections[alias])
    available = {name for app, name in loader.disk_migrations if app == "record"}
    applied = {name for app, name in loader.applied_migrations if app == "record"}
    if applied - available:
        raise RecordRefusedError(
            phrase(
                "the record was written by a newer version of muster (it has {migrations}); use that version",
                migrations=", ".join(sorted(applied - available)),
            )
        )
    return bool(available - applied)


def _configure_django() -> None:
    if settings.configured:
        return
    settings.configure(
        INSTALLED_APPS=["muster.record"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        USE_TZ=True,
        SECRET_KEY=os.urandom(32).hex(),
    )
    django.setup()


def _connection_settings(db: str) -> dict[str, Any]:
    """Return Django's settings for a database."""
    if "://" in db and not db.startswith(_URL_PREFIXES):
        raise RecordRefusedError(
            phrase("this is not the URL of a PostgreSQL database; write it as postgresql://USER@HOST/NAME")
        )
    if not db.startswith(_URL_PREFIXES):
        path = str(Path(db).absolute())
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": dict(_SQLITE_OPTIONS)}
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise RecordRefusedError(phrase("PostgreSQL needs the package psycopg: pip install 'muster[record]'")) from None
    try:
        conninfo: dict[str, Any] = dict(conninfo_to_dict(db))
    except (ProgrammingError, ImproperlyConfigured):
        raise RecordRefusedError(
            phrase("this is not the URL of a PostgreSQL database; write it as postgresql://USER@HOST/NAME")
        ) from None
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    values = {name: str(conninfo.pop(key, "") or "") for name, key in names.items()}
    if not values["NAME"]:
        raise RecordRefusedError(
            phrase("this is not the URL of a PostgreSQL database; write it as postgresql://USER@HOST/NAME")
        )
    return {"ENGINE": "django.db.backends.postgresql", **values, "OPTIONS": conninfo}
