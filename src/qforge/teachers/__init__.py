"""Teachers: plugins that answer prompts."""
