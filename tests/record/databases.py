"""A fresh record for a test, on SQLite and on PostgreSQL.

PostgreSQL is started once for the session as a user of its own (it refuses to run as root), in a temporary folder, on a
socket. Where it is not installed its tests are skipped, unless MUSTER_POSTGRES is set.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"


def find_server_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs; None without PostgreSQL."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    folders = [path for path in folders if int(path.parent.name) >= 15]
    return max(folders, key=lambda path: int(path.parent.name), default=None)


def run_as_owner(*command: str | Path) -> str:
    """Run a program as the server's user."""
    arguments = [str(word) for word in command]
    if os.geteuid() == 0:
        arguments = ["runuser", "-u", USER, "--", *arguments]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd="/", timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def running_server(bin_folder: Path) -> Iterator[Path]:
    """Run a server and yield the folder of its socket."""
    # A socket's path has at most 107 bytes, which pytest's own folders can pass.
    home = Path(tempfile.mkdtemp(prefix="muster-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            user = pwd.getpwnam(USER)
            os.chown(home, user.pw_uid, user.pw_gid)
        home.chmod(0o755)
        run_as_owner(
            bin_folder / "initdb", "-D", home / "data", "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
        )
        settings = f"-c listen_addresses='' -c unix_socket_directories={home} -c max_connections=60"
        run_as_owner(bin_folder / "pg_ctl", "-D", home / "data", "-o", settings, "-l", home / "log", "-w", "start")
        try:
            yield home
        finally:
            run_as_owner(bin_folder / "pg_ctl", "-D", home / "data", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def new_database(socket: Path) -> str:
    """The URL of a new, empty database."""
    import psycopg
    from psycopg import sql

    name = "t" + uuid.uuid4().hex
    with psycopg.connect(f"host={socket} user=owner dbname=postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"postgresql://owner@/{name}?host={socket}"


def as_role(url: str, role: str) -> str:
    """The same database for another role."""
    return url.replace("owner@", f"{role}@")
