"""The Bot API: calls, updates and files."""
