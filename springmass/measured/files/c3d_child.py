"""Read a C3D file in a process of its own: the library may take a damaged file's counts at their word and crash.

It imports nothing of the package, so that it starts fast. Arguments: the file and how many bytes of memory it may
take. It writes an uncompressed NumPy archive to standard output; complaints go to standard error.
"""

from __future__ import annotations

import io
import re
import sys
from typing import Any

_NO_POINTS = ("ANGLES", "FORCES", "MOMENTS", "POWERS", "SCALARS", "REACTIONS")
"""Parameters of POINT that list what is stored like a point and is none"""


def limit(memory: int) -> None:
    """Keep the process from taking more memory, and from leaving a core file; not everywhere possible."""
    try:
        import resource

        for kind, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
    except (ImportError, ValueError, OSError):
        pass


def _plate_trouble(content: Any) -> str:
    """Look whether the plates' channels are in the file: ezc3d does not, and reads whatever lies in memory there."""
    plates = content["parameters"].get("FORCE_PLATFORM", {})
    channels = [
        int(n)
        for row in plates.get("CHANNEL", {}).get("value", [])
        for n in (row if hasattr(row, "__len__") else [row])
    ]
    count = content["data"]["analogs"].shape[1]
    return "their channels are not in the file" if count and any(n < 0 or n > count for n in channels) else ""


def parts(path: str) -> dict[str, Any]:
    """Everything the package needs of a C3D file, as arrays; on the file's axes and in its units."""
    import ezc3d
    import numpy as np

    content = ezc3d.c3d(path)
    trouble = _plate_trouble(content)
    if not trouble:
        try:
            content = ezc3d.c3d(path, extract_forceplat_data=True)
        except Exception as error:  # plates of an unknown kind must not cost the markers
            trouble = str(error) or type(error).__name__
    parameters, data = content["parameters"], content["data"]
    platforms = [] if trouble else data["platform"]

    def value(group: str, name: str) -> Any:
        return parameters[group][name]["value"] if group in parameters and name in parameters[group] else []

    labels: list[str] = []
    # More than 255 labels go on in LABELS2, LABELS3, …
    for name in ["LABELS", *(f"LABELS{i}" for i in range(2, 10))]:
        labels += [str(label) for label in value("POINT", name)]
    found: dict[str, Any] = {
        "points": np.asarray(data["points"][:3], dtype=float),
        "residuals": np.asarray(data["meta_points"]["residuals"], dtype=float)[0],
        "labels": np.array(labels, dtype=str),
        "units": np.array([str(unit) for unit in value("POINT", "UNITS")][:1], dtype=str),
        "screen": np.array([str(s) for n in "XY" for s in value("POINT", f"{n}_SCREEN")], dtype=str),
        "rate": np.array(float(content["header"]["points"]["frame_rate"])),
        "analog_rate": np.array(float(content["header"]["analogs"]["frame_rate"])),
        "analogs": np.array(data["analogs"].shape[1:]),
        "scale": np.array([float(s) for s in np.ravel(value("POINT", "SCALE"))[:1]]),
        "no_points": np.array([str(n) for group in _NO_POINTS for n in value("POINT", group)], dtype=str),
        "trouble": np.array(trouble),
        "plates": np.array(len(platforms)),
    }
    for i, plate in enumerate(platforms):
        found[f"force{i}"] = np.asarray(plate["force"], dtype=float)
        found[f"cop{i}"] = np.asarray(plate["center_of_pressure"], dtype=float)
        found[f"corners{i}"] = np.asarray(plate["corners"], dtype=float)
        found[f"units{i}"] = np.array([str(plate["unit_force"]), str(plate["unit_position"])])
    return found


if __name__ == "__main__":
    limit(int(sys.argv[2]))
    try:
        import numpy

        archive = io.BytesIO()
        numpy.savez(archive, **parts(sys.argv[1]))
    except BaseException as error:
        # C++ names the container that could not hold what a damaged count asks for.
        words = " ".join(str(error).split())
        beyond = isinstance(error, MemoryError) or re.match(r"std::|vector|basic_string|array|$", words)
        sys.stderr.write("its counts ask for far more than the file can hold" if beyond else words)
        sys.exit(3)
    sys.stdout.buffer.write(archive.getbuffer())
