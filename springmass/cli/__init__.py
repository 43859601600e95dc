"""The command line: verbs and their options, no logic."""

# Importing a module enters its verbs.
from springmass.cli import evidence, export, files, fit, lab, lesson, sweep  # noqa: F401
from springmass.cli.verbs import main

__all__ = ["main"]
