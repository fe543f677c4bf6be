"""Where things are, for tests at any depth."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
DOCUMENTS = TESTS / "data" / "documents"
SHARED = ROOT.parent / "shared" / "reference"  # beside the repository in some places; tests that read it skip elsewhere
