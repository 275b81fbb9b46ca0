"""Reads a pipeline file and checks it before anything runs."""
