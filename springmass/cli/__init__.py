"""The command line: verbs and their options, no logic."""

from springmass.cli.verbs import main

__all__ = ["main"]
