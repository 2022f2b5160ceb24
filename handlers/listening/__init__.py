"""Listening over HTTP and sockets."""
