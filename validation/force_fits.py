"""Runners fitted to the force curves of the open trials: how near, and how plausible they are.

    python validation/force_fits.py

For each trial: R² of the vertical and the fore-aft force after the first tenth of contact, of the fit and of the
classical lossless leg; and what the fit did not use, hip minus ankle at the lowest point and peak knee flexion, as the
fitted runner has them and as cameras saw them. The recordings are read from SPRINGMASS_DATA, see recordings.py.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import springmass as sm
from recordings import data_folder, seen, stated
from springmass.measured.fit import fit_observation
from springmass.measured.fitting.cameras_beside import CAMERAS
from springmass.measured.fitting.runner_fit import RunnerFit
from springmass.report.tables import aligned


def row(name: str, fit: RunnerFit, seconds: float) -> list[str]:
    """One trial of the table."""
    fitted, classical = fit.curves
    compared = []
    for metric, factor, digits in (("hip_ankle_offset", 100.0, 1), ("peak_knee_flexion", 1.0, 0)):
        own = fit.known(metric)
        told = next(one.estimate.value for one in fit.others(metric) if one.label == CAMERAS)
        assert own is not None
        compared.append(
            f"{factor * own.value:.{digits}f} ± {factor * own.error:.{digits}f} ({factor * told:.{digits}f})"
        )
    stiff = fit.parameters["leg.stiffness"]
    return [
        name,
        f"{fitted.r2_vertical:.3f} / {fitted.r2_fore_aft:.3f}",
        f"{classical.r2_vertical:.3f} / {classical.r2_fore_aft:.3f}",
        f"{1e-3 * stiff.value:.1f} ± {1e-3 * stiff.error:.1f}",
        *compared,
        f"{seconds:.1f}",
    ]


def main() -> int:
    """Print the table."""
    folder = data_folder()
    if not folder.is_dir():
        print(f"no recordings in {folder}: set SPRINGMASS_DATA", file=sys.stderr)
        return 2
    table = [["trial", "R² fitted", "classical", "k kN/m", "hip − ankle cm (seen)", "knee deg (seen)", "s"]]
    for entry in stated():
        if len(entry["files"]) < 2 or not entry["files"][0].startswith("rbds"):
            continue
        observed = seen(entry, folder)
        begun = time.perf_counter()
        fit = fit_observation(observed, strike=entry["strike"])
        table.append(row(Path(entry["files"][0]).stem.removesuffix("_forces"), fit, time.perf_counter() - begun))
    print(aligned(table))
    print(f"\nR² vertical / fore-aft after the first 10 % of contact; springmass {sm.__version__}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
