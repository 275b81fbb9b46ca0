"""The verbs of q: one module a subject, each with a TABLE of rows and a function a verb."""
