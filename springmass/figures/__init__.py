"""Figures: functions of results. They never simulate, and return a matplotlib figure (a moving one goes to a file).

=======================  =====================================================================
:func:`stroboscopic`     one contact from the side, with the plumb line, and its two force curves
:func:`slingshot`        the answer to a what-if: before and after at the same scale
:func:`three_answers`    one change asked in three ways, side by side
:func:`forces`           the two force curves alone, of a step or of an answer
:func:`joint_load`       knee flexion, knee moment, quadriceps force and ankle moment over contact
:func:`landings`         the vertical force of several landings: other impacts, the same peak at midstance
:func:`against_runners`  the model over mean and spread of 26 real runners, speed by speed
:func:`power_family`     who puts the lost energy back, the leg or the hip, and what comes with it
:func:`return_map`       apex height → next apex height, its gaits, and a staircase of steps
:func:`branch`           gaits along a parameter: stable, unstable, and where they end
:func:`stability_map`    steps to fall over stiffness and angle of attack, with the published J
:func:`sweep_map`        any output of a sweep over two fields
:func:`sweep_curve`      outputs of a sweep over one field
:func:`sweep_figure`     the one of these three that suits a sweep
:func:`ground_step`      what becomes of a step down or up in the ground
:func:`recorded_force_steps`
                         the contacts of a force recording, with mean and spread
:func:`recorded_posture` a recorded runner's stance leg from the side, with the plumb line
:func:`watch_piece`      a watch file over time, and the piece of it that counts
:func:`fit_curves`       a fitted runner's forces over the measured ones, and what is left
:func:`fit_parameters`   a fitted runner's numbers with their errors, beside others'
:func:`animate`          the runner in motion, written to a GIF, WebP, MP4 or HTML file
:func:`save`             write a figure to a PNG, SVG or PDF file
=======================  =====================================================================

pyplot is never imported: it is slow to load and keeps every figure alive.
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
