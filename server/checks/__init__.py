"""The checks of `doctor`: each answers findings, and every finding that is not `ok` says what to do."""
