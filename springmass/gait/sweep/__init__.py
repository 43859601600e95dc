"""Sweeps: any fields of a scenario over any ranges, any measure of the runs; from a laptop to a cluster."""

from springmass.gait.sweep.public import sweep

__all__ = ["sweep"]
