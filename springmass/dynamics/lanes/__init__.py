"""The compiled engine: steps in lanes, from the very equations of :mod:`springmass.dynamics.equations`."""
