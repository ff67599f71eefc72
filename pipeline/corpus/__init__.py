"""Passes across documents: lines that repeat in a source, duplicates. They make tables, never edits."""
