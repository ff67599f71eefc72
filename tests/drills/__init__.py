"""Drills: what no unit test shows. `python -m tests.drills [--short] [NAME ...]` prints one line a promise."""
