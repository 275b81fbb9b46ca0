"""Languages: one package each holds all that qforge knows about a language."""
