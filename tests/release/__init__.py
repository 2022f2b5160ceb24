"""What a release has: built, installed into empty folders, and used."""
