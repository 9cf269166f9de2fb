"""What every test starts from: English, no one's own settings, examples that are found again."""

from __future__ import annotations

import os
from collections.abc import Iterator

import hypothesis
import pytest
from hypothesis.database import DirectoryBasedExampleDatabase

for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
    os.environ[name] = "C.UTF-8"

# A shared machine is slow at times, and that is no failure; `--hypothesis-profile=long` looks further.
_KEPT = DirectoryBasedExampleDatabase(".cache/hypothesis")
hypothesis.settings.register_profile("muster", deadline=None, derandomize=True, print_blob=True, database=None)
hypothesis.settings.register_profile("long", deadline=None, max_examples=2000, database=_KEPT)
hypothesis.settings.load_profile("muster")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A test that shows text in another language leaves no trace of it."""
    from muster import text

    text.set_language(None)
    yield
    text.set_language(None)
