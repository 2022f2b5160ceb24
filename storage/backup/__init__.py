"""Backups of the store and the media while people work, and the way back into an empty store."""
