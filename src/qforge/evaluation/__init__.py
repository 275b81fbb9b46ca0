"""How good a model is: pass@k on problems that it never saw, by the same verdicts as a build."""
