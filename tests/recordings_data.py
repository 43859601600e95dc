"""Where the real recordings are: never in the project, only beside it."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("SPRINGMASS_DATA", Path(__file__).parents[1] / ".." / "shared" / "data")).resolve()


def data_file(relative):
    """The file, or a skip that says how to have it."""
    path = FOLDER / relative
    if not path.exists():
        pytest.skip(f"no real recordings in {FOLDER.name}: set SPRINGMASS_DATA to the folder that holds them")
    return path
