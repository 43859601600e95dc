import contextlib
import itertools
import os
import tomllib

import bad_scenarios
import jsonschema
import pytest

from springmass.errors import InputError
from springmass.scenario import load, loads, schema

IDS = [name for name, _, _ in bad_scenarios.CASES]
# What a JSON Schema cannot see: text that must be parsed, and what must hold between sections.
STRUCTURE = [
    "misspelt field", "misspelt section", "boolean", "list for number", "table for number", "negative bare mass",
    "both placements", "no size", "mass missing", "section missing", "unknown law", "unknown strike",
    "unknown question", "number for a section",
    "release and find", "release without speed", "free without find", "nothing to find", "misspelt freed field",
    "freed twice", "misspelt changed field", "empty change", "mass without unit", "decimal comma",
    "bare angle out of range", "switch without late speed", "title as number", "single brackets",
]  # fmt: skip


def the_one_message(file, expected):
    with pytest.raises(InputError) as caught:
        load(file)
    error, message = caught.value, str(caught.value)
    assert message.startswith(str(file))
    for part in expected:
        assert part in message, message
    assert error.__cause__ is None
    assert error.__context__ is None
    assert "pydantic" not in message
    assert "Traceback" not in message
    assert all(sign.isprintable() for sign in message)
    assert len(error.problems) == 1, message


@pytest.mark.parametrize(("name", "content", "expected"), bad_scenarios.CASES, ids=IDS)
def test_bad_file_gives_one_clear_message(tmp_path, name, content, expected):
    file = tmp_path / "bad.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    the_one_message(file, expected)


@pytest.mark.parametrize("make", bad_scenarios.SPECIAL, ids=lambda make: make.__name__)
def test_bad_path_gives_one_clear_message(tmp_path, make):
    the_one_message(*make(tmp_path))


def test_there_are_many_and_all_differ():
    assert len(set(IDS)) == len(IDS) >= 45
    assert len({content for _, content, _ in bad_scenarios.CASES}) == len(IDS)


def test_the_good_one_is_good():
    loads(bad_scenarios.GOOD)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_byte_order_mark_and_line_ends_are_fine(tmp_path, encoding, newline):
    file = tmp_path / "good.toml"
    file.write_bytes(bad_scenarios.GOOD.replace("\n", newline).encode(encoding))
    assert load(file) == loads(bad_scenarios.GOOD)


@pytest.mark.parametrize("name", STRUCTURE)
def test_an_editor_sees_it_too(name):
    content = next(content for one, content, _ in bad_scenarios.CASES if one == name)
    assert not jsonschema.Draft202012Validator(schema()).is_valid(tomllib.loads(content))


def test_several_problems_are_all_told(tmp_path):
    file = tmp_path / "bad.toml"
    file.write_text(bad_scenarios.but(("80 kg", "-80 kg"), ("20 kN/m", "20 kN"), ("[world]", "[wolrd]")))
    with pytest.raises(InputError) as caught:
        load(file)
    assert [problem.line for problem in caught.value.problems] == [4, 10, 17]
    assert str(caught.value).count("\n") == 2


def test_a_flood_of_problems_is_cut_short():
    text = bad_scenarios.GOOD + "".join(f"nonsense{number} = 1\n" for number in range(5000))
    with pytest.raises(InputError) as caught:
        loads(text)
    assert len(caught.value.problems) <= 20


def test_unreadable_names():
    for name in ("", "a\0b", "x" * 5000):
        with pytest.raises(InputError):
            load(name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(InputError, match="regular file"):
        load(tmp_path / "pipe.toml")


def test_missing_file_names_the_nearest():
    with pytest.raises(InputError, match='Did you mean "seyfarth"'):
        load("seyfart")


def test_every_single_damaged_line_is_survived():
    """Whatever line is lost or doubled: a scenario or an InputError, never anything else."""
    lines = bad_scenarios.GOOD.splitlines()
    for index, copies in itertools.product(range(len(lines)), (0, 2)):
        with contextlib.suppress(InputError):
            loads("\n".join([*lines[:index], *[lines[index]] * copies, *lines[index + 1 :]]))
