"""Names that instrumented programs call: a module of its own, as a confined process has no time for `ast`."""

TICK = "__qforge_tick__"
"""Counts one step."""
PROBE = "__qforge_unreached__"
"""Is not defined: a program that gets there raises."""
