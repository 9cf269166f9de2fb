"""Database triggers that make the table of entries append-only, whatever client is connected.

Updates and deletions are refused. An insertion must continue the chain, so gaps and forks are refused too, and so is
SQLite's `INSERT OR REPLACE`, which deletes rows without firing the trigger on deletions.
"""

from __future__ import annotations

import re
from typing import Any

from muster.record.errors import RecordRefusedError
from muster.text import phrase

TABLE = "record_entry"

_SQLITE_TRIGGERS = (
    f"""CREATE TRIGGER IF NOT EXISTS record_no_update BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'entries of the record are never changed'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS record_no_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'entries of the record are never deleted'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS record_next BEFORE INSERT ON {TABLE}
    WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM {TABLE})
      OR NEW.previous IS NOT coalesce((SELECT hash FROM {TABLE} ORDER BY number DESC LIMIT 1), '{"0" * 64}')
    BEGIN SELECT RAISE(ABORT, 'entries of the record follow one another'); END""",
)

_POSTGRESQL_TRIGGERS = (
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
    # ALWAYS: the triggers fire even in sessions with session_replication_role = replica.
    *(
        f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {name}"
        for name in ("record_no_update", "record_no_delete", "record_next")
    ),
)
_TRIGGER_NAMES = {"record_no_update", "record_no_delete", "record_next"}
_ROLE_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}\Z")


def install(connection: Any) -> None:
    """Create the triggers that are missing."""
    with connection.cursor() as cursor:
        for statement in _SQLITE_TRIGGERS if connection.vendor == "sqlite" else _POSTGRESQL_TRIGGERS:
            cursor.execute(statement)


def are_installed(connection: Any) -> bool:
    """True if all triggers exist and are enabled."""
    if connection.vendor == "sqlite":
        sql = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{TABLE}'"
    else:
        sql = (
            f"SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass('{TABLE}') AND NOT tgisinternal "
            "AND tgenabled = 'A'"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()} >= _TRIGGER_NAMES


def grant_append_access(connection: Any, role: str) -> None:
    """Grant a PostgreSQL role the rights to read and add entries, and revoke all others.

    Raises:
        RecordRefusedError: The database is not PostgreSQL, or the role is invalid or does not exist.
    """
    if connection.vendor != "postgresql":
        raise RecordRefusedError(phrase("only a PostgreSQL record has roles"))
    if not _ROLE_NAME.match(role):
        raise RecordRefusedError(
            phrase('"{role}" is not a valid role name; use lower-case letters, digits and underscores', role=role)
        )
    quoted = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            raise RecordRefusedError(
                phrase('the role "{role}" does not exist; create it in PostgreSQL first', role=role)
            )
        for table in (TABLE, "django_migrations"):
            cursor.execute(f"REVOKE ALL ON {table} FROM {quoted}")
        cursor.execute(f"GRANT SELECT, INSERT ON {TABLE} TO {quoted}")
        cursor.execute(f"GRANT SELECT ON django_migrations TO {quoted}")
