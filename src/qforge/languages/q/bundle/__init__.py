"""The embedded q, and what else of qforge is asked for, as the text of one Python file."""
