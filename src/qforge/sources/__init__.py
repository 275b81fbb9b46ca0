"""Sources: plugins that read problems."""
