"""The guards in the database itself: entries are added one after the other, and never changed or taken away.

They hold whoever speaks to the database, by whatever means. The guard on additions also stops SQLite's `INSERT OR
REPLACE`, which takes rows away without asking the guard on deletions, and every gap and fork.
"""

from __future__ import annotations

import re
from typing import Any

from muster.record.errors import Refused
from muster.text import phrase

TABLE = "record_entry"

_SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS record_no_update BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'entries of the record are never changed'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS record_no_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'entries of the record are never deleted'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS record_next BEFORE INSERT ON {TABLE}
    WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM {TABLE})
      OR NEW.previous IS NOT coalesce((SELECT hash FROM {TABLE} ORDER BY number DESC LIMIT 1), '{"0" * 64}')
    BEGIN SELECT RAISE(ABORT, 'entries of the record follow one another'); END""",
)

_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'entries of the record are never changed or deleted'; END $$""",
    f"""CREATE OR REPLACE FUNCTION record_follow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.number IS DISTINCT FROM (SELECT coalesce(max(number), 0) + 1 FROM {TABLE})
           OR NEW.previous IS DISTINCT FROM
              coalesce((SELECT hash FROM {TABLE} ORDER BY number DESC LIMIT 1), repeat('0', 64))
        THEN RAISE EXCEPTION 'entries of the record follow one another'; END IF;
        RETURN NEW;
    END $$""",
    f"""CREATE OR REPLACE TRIGGER record_no_update BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION record_refuse()""",
    f"""CREATE OR REPLACE TRIGGER record_no_delete BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION record_refuse()""",
    f"""CREATE OR REPLACE TRIGGER record_next BEFORE INSERT ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION record_follow()""",
    # Not even where a session says that it only repeats what another server did.
    *(
        f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {name}"
        for name in ("record_no_update", "record_no_delete", "record_next")
    ),
)
_NAMES = {"record_no_update", "record_no_delete", "record_next"}
_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}\Z")


def install(connection: Any) -> None:
    """Put the guards up; what is there already stays."""
    with connection.cursor() as cursor:
        for statement in _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def standing(connection: Any) -> bool:
    """Whether all guards are up."""
    if connection.vendor == "sqlite":
        question = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{TABLE}'"
    else:
        question = (
            f"SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass('{TABLE}') AND NOT tgisinternal "
            "AND tgenabled = 'A'"
        )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {row[0] for row in cursor.fetchall()} >= _NAMES


def admit(connection: Any, role: str) -> None:
    """Let a role of PostgreSQL read and add entries, and nothing else."""
    if connection.vendor != "postgresql":
        raise Refused(phrase("only a PostgreSQL record has roles"))
    if not _ROLE.match(role):
        raise Refused(phrase('"{role}" is no name of a role: small letters, digits and underscores', role=role))
    quoted = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            raise Refused(phrase('there is no role "{role}"; its owner creates it first', role=role))
        for table in (TABLE, "django_migrations"):
            cursor.execute(f"REVOKE ALL ON {table} FROM {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT ON {TABLE} TO {quoted}")
        cursor.execute(f"GRANT SELECT ON django_migrations TO {quoted}")
