"""`python -m qforge` is the command line."""

from qforge.cli import main

main()
