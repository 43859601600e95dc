"""The compiled kernels take no more instructions for a step than is on record (benchmarks/instructions.toml)."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import springmass as sm

FILE = Path(__file__).parents[1] / "benchmarks" / "instructions.py"
if not FILE.exists():
    pytest.skip("benchmarks are not part of this distribution", allow_module_level=True)
SPEC = importlib.util.spec_from_file_location("springmass_instructions", FILE)
instructions = sys.modules[SPEC.name] = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(instructions)


@pytest.fixture(scope="module")
def record():
    return instructions.Counts.read()


def dearer(counts, kernel, factor):
    return replace(counts, per_step=counts.per_step | {kernel: factor * counts.per_step[kernel]})


@pytest.mark.slow
def test_no_kernel_has_become_dearer(record):
    reason = instructions.why_not()
    if reason:
        pytest.skip(reason)
    now = instructions.count(Path(sm.__file__).parents[1])
    assert now.per_step.keys() == record.per_step.keys()
    assert not instructions.complaints(record, now)


@pytest.mark.parametrize("kernel", ["classical", "general"])
def test_ten_percent_are_a_regression(record, kernel):
    assert not instructions.complaints(record, dearer(record, kernel, 1.09))
    (said,) = instructions.complaints(record, dearer(record, kernel, 1.11))
    assert said.startswith(f"the {kernel} kernel takes")
    assert "+11.0%" in said


def test_a_record_far_above_hides_regressions(record):
    (said,) = instructions.complaints(record, dearer(record, "general", 0.7))
    assert "put on record" in said


def test_what_the_compiler_changes_everywhere_is_no_regression(record):
    other = replace(
        record,
        numba="9.9.0",
        calibrator=1.3 * record.calibrator,
        per_step={kernel: 1.3 * count for kernel, count in record.per_step.items()},
    )
    assert not instructions.complaints(record, other)
    said = instructions.complaints(record, dearer(other, "classical", 1.2))
    assert "+20.0%" in said[0]
    assert "Numba" in said[1]


def test_a_record_is_read_as_it_was_written(record, tmp_path):
    record.write(tmp_path / "counts.toml")
    assert instructions.Counts.read(tmp_path / "counts.toml") == record


DUMP = """\
desc: Trigger: Client Request: classical

ob=???
fn=0x1
0 100
cob=/usr/lib/libm.so.6
cfn=atan2
calls=2 0
0 40
0 5

ob=/usr/lib/libm.so.6
fn=atan2
3 40

ob=/usr/lib/libpython3.11.so.1.0
fn=call
7 9000
"""


def test_only_compiled_code_and_what_it_calls_counts():
    assert instructions._dump(DUMP) == ("classical", 145)
