"""One document's text, its findings and its ledger: pure functions, no files, no clock, no randomness."""
