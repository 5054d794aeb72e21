"""Shared by all tests: the shared dev sets, where they are, and a skip that says so."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of dev sets beside the checkout; the test skips where it is absent."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("the dev sets (../shared/gold) are not beside this checkout")
    return SHARED
