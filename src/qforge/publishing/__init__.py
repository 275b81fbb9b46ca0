"""Publishes a finished build, held against what was built: the same files in a local folder or on the Hub."""
