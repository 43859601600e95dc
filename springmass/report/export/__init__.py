"""Simulated runs as files the field reads: OpenSim storage, TRC, CSV, NetCDF.

A person who has a laboratory's tools opens a simulated runner in them like a measured one. Axes are those of ISB and
OpenSim: x forward, y up, z to the right, forces on the runner. The model knows the leg on the ground; what it does not
know – the leg in the air – is missing in the files, never made up.
"""

from springmass.report.export.public import export

__all__ = ["export"]
