"""Atomic writes: a file or folder appears whole under its name, or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX_LENGTH = 40
"""Characters of the target's name used for the temporary folder; a full name might exceed the file system's limit."""


@contextmanager
def atomic_replace(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Yield a temporary path next to `path`; rename it to `path` on success, remove it on any exception.

    Args:
        path: file or folder to write; its parent exists.
        overwrite: whether a file that exists at `path` is replaced.

    Raises:
        FileExistsError: something exists at `path`, and `overwrite` is not set.
        OSError: `path` cannot be written; `filename` and `strerror` are set.
    """
    if not overwrite:
        _refuse_existing(path)
    try:
        folder = tempfile.TemporaryDirectory(
            prefix=f".{path.name[:_PREFIX_LENGTH]}.", dir=path.parent, ignore_cleanup_errors=True
        )
    except OSError as failure:
        raise OSError(failure.errno, failure.strerror, str(path)) from None
    with folder:
        temporary = Path(folder.name, path.name)
        try:
            yield temporary
            if overwrite:
                temporary.replace(path)
            else:
                _refuse_existing(path)
                temporary.rename(path)
        except OSError as failure:
            if failure.filename is None:
                raise OSError(failure.errno, failure.strerror, str(path)) from None
            raise


def _refuse_existing(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
