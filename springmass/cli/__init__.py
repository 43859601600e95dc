"""The command line: verbs and their options, no logic."""

import sys

try:
    # Importing a module enters its verbs.
    from springmass.cli import evidence, export, files, fit, lab, lesson, sweep  # noqa: F401
    from springmass.cli.verbs import main
except KeyboardInterrupt:  # in the moment before the program can tell
    sys.exit(130)

__all__ = ["main"]
