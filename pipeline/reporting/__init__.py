"""What people read about a run: on the terminal, in a browser, on a dataset's card."""
