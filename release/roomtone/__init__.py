"""Roomtone, installed. The product is in `app`, the tree of the repository: nothing of it is imported from here."""
