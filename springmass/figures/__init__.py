"""Figures: functions of results. They never simulate, and return a matplotlib figure (a moving one goes to a file).

What there is stands in ``__all__``; each says itself what it draws. pyplot is never imported: it is slow to load and
keeps every figure alive.
"""

from springmass.figures.animation import animate
from springmass.figures.answers import three_answers
from springmass.figures.families import ground_step, power_family
from springmass.figures.files import save
from springmass.figures.fitted_curves import fit_curves
from springmass.figures.fitted_parameters import fit_parameters
from springmass.figures.joint_curves import joint_load
from springmass.figures.landing_curves import landings
from springmass.figures.maps import branch, return_map
from springmass.figures.real_runners import against_runners
from springmass.figures.recorded_leg import recorded_posture
from springmass.figures.recorded_steps import recorded_force_steps
from springmass.figures.recorded_watch import watch_piece
from springmass.figures.sheets import forces, slingshot, stroboscopic
from springmass.figures.stability import stability_map
from springmass.figures.sweep_curves import sweep_curve
from springmass.figures.sweep_maps import sweep_figure, sweep_map

__all__ = [
    "against_runners",
    "animate",
    "branch",
    "fit_curves",
    "fit_parameters",
    "forces",
    "ground_step",
    "joint_load",
    "landings",
    "power_family",
    "recorded_force_steps",
    "recorded_posture",
    "return_map",
    "save",
    "slingshot",
    "stability_map",
    "stroboscopic",
    "sweep_curve",
    "sweep_figure",
    "sweep_map",
    "three_answers",
    "watch_piece",
]
