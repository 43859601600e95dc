"""How long a watch's file of a whole day takes to read.

Run it in the project's folder: ``python benchmarks/watch_file.py [hours]``. It writes a made-up run of 24 hours, one
record a second with running dynamics and a foot pod's developer fields, to a temporary folder, and reads it.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "making_recordings"))
from fit_writer import FLOAT32, RUNNING, START, STOP_ALL, FitWriter

from springmass.measured.files.fit_file import read_fit
from springmass.measured.watch.piece import piece

BEGINNING = 1_100_000_000


def written(path, records):
    """Write a run of so many records."""
    rng = np.random.default_rng(7)
    fit = FitWriter()
    fit.write("file_id", type=4, manufacturer=1, product=2604, time_created=BEGINNING)
    fit.write("user_profile", gender=0, height=1.68, weight=58.0)
    fit.write("developer_data_id", application_id=bytes(16), manufacturer_id=95, developer_data_index=0)
    fit.describe(0, 0, "Power", "Watts")
    fit.describe(0, 3, "Ground Time", "Milliseconds")
    fit.describe(0, 4, "Vertical Oscillation", "Centimeters", base=FLOAT32)
    fit.describe(0, 9, "Leg Spring Stiffness", "kN/m", base=FLOAT32)
    fit.write("event", timestamp=BEGINNING, event=0, event_type=START)
    noise = rng.standard_normal((records, 4))
    for second in range(records):
        a, b, c, d = noise[second].tolist()
        speed, contact = 3.0 + 0.05 * a, 240.0 + 4.0 * b
        own = {(0, 0): 210.0 + 5.0 * c, (0, 3): contact - 12.0, (0, 4): 7.0 + 0.2 * d, (0, 9): 9.5 + 0.1 * c}
        fit.write(
            "record", own, timestamp=BEGINNING + second, distance=3.0 * second, enhanced_speed=speed,
            enhanced_altitude=100.0 + d, cadence=85, fractional_cadence=0.5, stance_time=contact,
            vertical_oscillation=80.0 + 2.0 * d, vertical_ratio=7.6, step_length=1052.0, stance_time_balance=50.1,
            stance_time_percent=34.2, power=None,
        )  # fmt: skip
    end = BEGINNING + records
    fit.write("event", timestamp=end, event=0, event_type=STOP_ALL)
    fit.write("session", timestamp=end, start_time=BEGINNING, total_elapsed_time=records, sport=RUNNING)
    fit.save(path)


def main():
    """Print the times."""
    hours = float(sys.argv[1]) if len(sys.argv) > 1 else 24.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "day.fit"
        written(path, round(3600 * hours))
        begin = time.perf_counter()
        recording = read_fit(path, progress=True)
        middle = time.perf_counter()
        made = piece(recording.watch)
        end = time.perf_counter()
    print(f"{path.name}: {len(recording.watch.time)} records")
    print(f"read {middle - begin:.1f} s, piece {end - middle:.1f} s ({int(made.kept.sum())} records count)")


if __name__ == "__main__":
    main()
