"""``python -m springmass`` is the same as ``springmass``."""

from springmass.cli import main

main(prog_name="springmass")
