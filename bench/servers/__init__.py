"""The servers that are measured, each a program: it prints its port and serves until it is stopped."""
