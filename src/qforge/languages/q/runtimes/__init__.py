"""What executes q: one plugin a file."""
