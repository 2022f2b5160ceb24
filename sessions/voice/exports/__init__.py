"""What was said in a session as a file that one takes away."""
