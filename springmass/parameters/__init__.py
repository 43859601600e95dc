"""A runner in one world as plain numbers: what the equations of motion and the joints read. SI and radians."""

from springmass.parameters.numbers import (
    FIELDS,
    Parameters,
    angle_at_apex,
    landing_angle,
    parameters_of,
    touchdown_angle,
)
from springmass.parameters.shape import BodyShape

__all__ = ["FIELDS", "BodyShape", "Parameters", "angle_at_apex", "landing_angle", "parameters_of", "touchdown_angle"]
