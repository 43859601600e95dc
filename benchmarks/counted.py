"""The steps whose instructions are counted: a fixed crowd, through each kernel that :mod:`instructions` knows.

Run under callgrind with counting off, it switches counting on for nothing but the calls of interest, by the same
sequence of harmless instructions that valgrind's own header emits. Run without valgrind it only fills the cache of
compiled code.
"""

from __future__ import annotations

import ctypes
import json
import math
import mmap
from collections.abc import Callable
from typing import Any

import llvmlite
import numba
import numpy as np
from crowd import MODELS, Crowd
from instructions import CALIBRATOR
from numpy.typing import NDArray

STEPS = 3200
_REQUEST = bytes.fromhex(
    "4889f8"  # mov rax, rdi: where the request is
    "31d2"  # xor edx, edx: the answer without valgrind
    "48c1c703 48c1c70d 48c1c73d 48c1c733"  # rol rdi by 128 bits in all
    "4887db"  # xchg rbx, rbx: valgrind answers here, in rdx
    "4889d0 c3"  # mov rax, rdx; ret
)
_RUNNING_ON_VALGRIND = 0x1001
_CALLGRIND = (ord("C") << 24) | (ord("T") << 16)
_ZERO, _DUMP_AT, _START, _STOP = (_CALLGRIND + code for code in (1, 3, 4, 5))


class Valgrind:
    """Client requests to the valgrind this process may run under."""

    def __init__(self) -> None:
        self._page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        self._page.write(_REQUEST)
        address = ctypes.addressof(ctypes.c_char.from_buffer(self._page))
        self._code = ctypes.CFUNCTYPE(ctypes.c_size_t, ctypes.c_void_p)(address)
        self.there = bool(self._ask(_RUNNING_ON_VALGRIND))

    def _ask(self, code: int, argument: int = 0) -> int:
        request = (ctypes.c_size_t * 6)(code, argument)
        return int(self._code(ctypes.addressof(request)))

    def count(self, name: str, work: Callable[[], object]) -> None:
        """Count the instructions of a call, in a dump with this name."""
        text = ctypes.create_string_buffer(name.encode())
        self._ask(_START)
        self._ask(_ZERO)
        work()
        self._ask(_DUMP_AT, ctypes.addressof(text))
        self._ask(_STOP)


def fixed_crowd(model: str) -> Crowd:
    """The same on every machine and with every NumPy: fractions of multiples, no random numbers. All run."""
    count = np.arange(1, STEPS + 1)

    def spread(low: float, high: float, prime: int) -> Any:
        return low + (high - low) * ((count * math.sqrt(prime)) % 1.0)

    length, angle = spread(0.8, 1.1, 2), np.radians(spread(64.0, 68.0, 3))
    mass = spread(50.0, 100.0, 5)
    given = {
        "mass": mass,
        "leg_length": length,
        "stiffness": spread(20.0, 30.0, 7) * mass * 9.81 / length,
        "angle_of_attack": angle,
    }
    return Crowd(length * np.sin(angle) + spread(0.03, 0.1, 11), spread(4.0, 5.0, 13), given, MODELS[model])


@numba.njit(fastmath={"contract", "nsz", "arcp"}, error_model="numpy", cache=True)
def calibrate(start: NDArray[np.float64], end: NDArray[np.float64]) -> None:
    """Never to be changed: loops of the kernels' kind, whose cost moves only with the compiler."""
    lanes = np.zeros(128)
    for first in range(0, start.size, 32):
        for j in range(32):
            lanes[j], lanes[32 + j], lanes[64 + j], lanes[96 + j] = start[first + j], 1.0, 4.0, 0.1
        for _ in range(20):
            for j in range(32):
                x, y, u, v = lanes[j], lanes[32 + j], lanes[64 + j], lanes[96 + j]
                pull = 100.0 * (1.0 / math.sqrt(x * x + y * y) - 1.0)
                u, v = u + 0.001 * pull * x, v + 0.001 * (pull * y - 9.81)
                lanes[j], lanes[32 + j], lanes[64 + j], lanes[96 + j] = x + 0.001 * u, y + 0.001 * v, u, v
        for j in range(32):
            end[first + j] = math.atan2(lanes[j], lanes[32 + j])


def main() -> None:
    """Warm everything up, count under valgrind, and say what with."""
    valgrind = Valgrind()
    start, end = np.linspace(-0.5, 0.5, STEPS), np.zeros(STEPS)
    calibrate(start, end)
    crowds = {model: fixed_crowd(model) for model in MODELS}
    for model, crowd in crowds.items():
        if crowd.mapped("numba", 1e-9).outcome.any():
            raise SystemExit(f"A {model} runner does not run: not what is to be counted.")
    if valgrind.there:
        valgrind.count(CALIBRATOR, lambda: calibrate(start, end))
        for model, crowd in crowds.items():
            valgrind.count(model, lambda crowd=crowd: crowd.mapped("numba", 1e-9))  # type: ignore[misc]
    print(json.dumps({"steps": STEPS, "numba": numba.__version__, "llvmlite": llvmlite.__version__}))


if __name__ == "__main__":
    main()
