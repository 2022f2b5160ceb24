"""What `doctor` looks at: each check answers findings, and every finding that is not `ok` says what to do."""
