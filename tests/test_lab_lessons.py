"""Lessons: every question is answered by the model, every reveal is true, and a wrong file says where it is wrong."""

import json
import re
from functools import lru_cache

import pytest

import springmass as sm
from springmass.evidence.interventions import published
from springmass.evidence.runners26 import SIGNIFICANT, associations, facts, runners26
from springmass.lab.lesson_answers import answered, holds, judge, numbers, percent, reveal
from springmass.lab.lesson_files import FOLDER, lesson, lesson_from_text, lessons, to_document
from springmass.metrics import Metrics, StepView

NAMES = ["midstance", "steady", "cadence"]
STEPS = [(name, index) for name in NAMES for index in range(5)]
POINTS = {
    "midstance": ["Before half time", "Much more than 3 cm", "It rises a lot", "It rises a little", "It rises"],
    "steady": ["Right over it", "Steeper than before", "Forward", "Back", "Much more"],
    "cadence": ["It falls", "Falls more than 5 %", "It falls by more than 10 %", "Lower", "It rises"],
}
"""What each step is there to show. The files do not say it: it has to come out of the model."""


@lru_cache
def asked(scenario, change, ask, midstance):
    """(before, after) as the library gives them, without the lab."""
    if change:
        answer = sm.what_if(sm.load(scenario), dict(change), ask=ask, midstance=midstance)
        assert answer.outcome is sm.Outcome.RUNNING
        return answer.before, answer.after
    one = sm.load(scenario)
    step = sm.find_gait(one).step if one.gait.find else sm.simulate(one, steps=1).steps[0]
    metrics = Metrics(StepView(step, midstance))
    return metrics, metrics


def alone(state):
    """A runner of another cadence or contact time is the matched answer to that question."""
    assert not (state.runner and state.change)
    assert set(state.runner) <= {"cadence", "contact_time"}
    ask = "matched" if state.runner else state.ask
    change = tuple((name, f"={value}") for name, value in (state.runner | state.change).items())
    before, after = asked(state.scenario, change, ask, state.midstance)
    return {name: value.value for name, value in before.items()}, {name: value.value for name, value in after.items()}


def run(name, index):
    steps = lesson(name).steps
    before, now = alone(steps[index].state)
    if steps[index].question.compare == "previous":
        before = alone(steps[index - 1].state)[1]
    return now, before


def test_three_lessons_of_five_steps_for_twenty_minutes():
    assert list(lessons()) == NAMES
    assert set(lessons()) == {file.stem for file in FOLDER.glob("*.toml")}
    for name, title in lessons().items():
        one = lesson(name)
        assert (one.name, one.title, one.minutes, len(one.steps)) == (name, title, 20, 5)


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_the_model_gives_the_answer_the_lesson_is_there_for(name, index):
    step = lesson(name).steps[index]
    now, before = run(name, index)
    assert step.question.choices[judge(step, now, before)] == POINTS[name][index]


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_every_reveal_is_true(name, index):
    step = lesson(name).steps[index]
    now, before = run(name, index)
    assert holds(step, now, before)
    told = reveal(step, now, before)
    assert "{" not in told
    assert "–" not in re.sub(r" – ", "", told)  # a dash would be a number that does not exist
    assert step.question.metric in {one.metric for one in step.expect}


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_the_lab_runs_the_same_as_the_library(name, index):
    now, before = run(name, index)
    in_lab, in_lab_before = numbers(lesson(name), index)
    assert in_lab.keys() == lesson(name).steps[index].metrics
    for metric in in_lab:
        assert in_lab[metric] == pytest.approx(now[metric], rel=1e-6, abs=1e-9)
        assert in_lab_before[metric] == pytest.approx(before[metric], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_bounds_are_tight_enough_to_notice_another_answer(name, index):
    """Both bounds on what was asked lie within the right choice: another answer cannot pass for it."""
    step = lesson(name).steps[index]
    right = POINTS[name][index]
    for one in step.expect:
        if (one.metric, one.measure) == (step.question.metric, step.question.measure):
            low, high = one.bounds
            edges = step.question.bounds
            assert {step.question.choices[sum(x >= e for e in edges)] for x in (low, high - 1e-12)} == {right}


@pytest.mark.parametrize(("name", "index"), STEPS)
def test_a_model_that_answers_otherwise_is_not_talked_over(name, index):
    """Where nothing changes, or the runner fell, the words of the reveal would be lies: numbers only."""
    step = lesson(name).steps[index]
    now, before = run(name, index)
    other = {key: 3.0 * value + 0.5 for key, value in now.items()}
    assert not holds(step, other, before)
    told = reveal(step, other, before)
    assert told.startswith("With this runner the numbers say something else")
    assert "{" not in told
    assert judge(step, {}, before) is None
    assert not holds(step, {}, before)
    assert not holds(step, dict.fromkeys(now), before)


def test_numbers_written_in_the_reveals_come_from_the_steps():
    told = answered(lesson("midstance"))["steps"][2]["told"]
    answer = sm.what_if("average", {"foot.ahead": "+3 cm"})
    was, now = (m["peak_quadriceps_force"].value for m in (answer.before, answer.after))
    assert f"{was:.2f} BW → {now:.2f} BW ({100 * (now / was - 1):+.0f} %)" in told
    assert f"take off at {answer.after['takeoff_angle'].value:.1f} deg" in told


def test_what_is_said_of_real_runners_is_what_was_measured():
    real, at = runners26(), 3.5
    texts = {name: [step.reveal for step in lesson(name).steps] for name in NAMES}
    low = real["hip_ankle_offset_at_lowest_point"][at]
    assert f"26 real runners: {100 * real['time_of_lowest_point'][at].mean:.0f} %" in texts["midstance"][0]
    said = re.search(r"real: ([\d.]+) cm, give or take ([\d.]+)\)", texts["midstance"][0])
    assert [float(x) for x in said.groups()] == pytest.approx([100 * low.mean, 100 * low.sd], abs=0.051)
    assert f"26 real runners: {100 * low.mean:.1f} cm ahead" in texts["steady"][4]
    behind = facts()["runners with the hip behind the ankle at the lowest point"]["3.5 m/s"]
    assert f"{26 - behind:.0f} had it ahead" in texts["midstance"][4]
    calf = associations()["hip_ankle_offset_at_lowest_point", "peak_ankle_moment"]
    knee = associations()["hip_ankle_offset_at_lowest_point", "peak_knee_moment"]
    assert min(calf.between) > SIGNIFICANT
    assert max(map(abs, knee.between)) < SIGNIFICANT
    bounce = associations()["cadence", "vertical_oscillation"]
    assert max(bounce.between) < -0.85  # "very closely"


def test_what_is_said_of_experiments_is_what_was_published():
    text = [step.reveal for step in lesson("cadence").steps]
    energy = published("step rate +5 % at equal speed", "knee energy absorbed")
    kneecap = published("step rate +10 % at equal speed", "peak patellofemoral force")
    assert energy[0] == energy[1]
    assert f"(45 runners): about {energy[0]:.0f} %. Right direction, too small." in text[1]
    assert f"30 adults: {kneecap[0]:.0f} %): right direction, too big." in text[2]
    now, before = run("cadence", 1)
    assert energy[0] < 100 * (now["knee_work_negative"] / before["knee_work_negative"] - 1) < 0
    now, before = run("cadence", 2)
    each_step = now["peak_patellofemoral_force"] / before["peak_patellofemoral_force"]
    over_a_kilometre = each_step * before["step_length"] / now["step_length"]
    assert each_step < over_a_kilometre < 1.0  # "less is gained"
    assert 100 * (each_step - 1.0) < kneecap[0]  # "too big"
    assert now["contact_time"] < 0.95 * before["contact_time"]  # "each contact gets shorter too"


def test_the_hip_over_the_ankle_is_not_the_body_over_the_pressure():
    now, before = run("steady", 2)
    assert now["mass_cop_offset"] > before["mass_cop_offset"]
    assert now["hip_ankle_offset"] < before["hip_ankle_offset"]
    told = answered(lesson("steady"))["steps"][2]["told"]
    was, is_now = (100 * one["hip_ankle_offset"] for one in (before, now))
    assert f"the hip over the ankle, goes {was:.1f} cm → {is_now:.1f} cm: not the same thing" in told


def test_work_per_metre_counts_the_spring_too():
    """A perfect spring, with neither push-off nor hip: its work for each metre is not nothing."""
    step = sm.simulate(sm.load("settles"), steps=1).steps[0]
    assert Metrics(StepView(step, "lowest point"))["work_per_metre"].value > 0.5


def test_the_headline_speaks_of_what_was_asked_and_nothing_else():
    steps = answered(lesson("midstance"))["steps"]
    answer = sm.what_if("average", {"foot.ahead": "+3 cm"})
    was, now = (m["peak_quadriceps_force"].value for m in (answer.before, answer.after))
    assert steps[2]["headline"] == (
        f"Peak quadriceps force: {was:.2f} BW → {now:.2f} BW ({100 * (now / was - 1):+.0f} %)."
    )
    assert steps[0]["headline"].startswith("Time of lowest point: ")
    assert "quadriceps" not in steps[1]["headline"]
    assert "→" not in steps[0]["headline"]


def test_left_alone_the_runner_of_the_one_step_does_come_to_a_halt():
    settled = sm.what_if("average", {"foot.ahead": "+3 cm"}, ask="settle")
    assert not settled.settled
    assert "thrown back" in settled.message


def test_changes_are_what_the_words_say():
    ahead = sm.find_gait(sm.load("average")).metrics["foot_ahead_at_touchdown"].value
    classical = alone(lesson("steady").steps[0].state)[0]["foot_ahead_at_touchdown"]
    for name, index, start, by in (
        ("midstance", 1, ahead, 3.0), ("midstance", 2, ahead, 3.0), ("midstance", 3, ahead, 3.0),
        ("midstance", 4, ahead, -3.0), ("steady", 1, classical, 3.0),
    ):  # fmt: skip
        text = lesson(name).steps[index].state.change["foot.ahead"]
        assert float(text.removesuffix(" cm")) - 100 * start == pytest.approx(by, abs=0.02)
    for index, more in ((0, 1.05), (1, 1.05), (2, 1.10), (4, 1.10)):
        now, before = run("cadence", index)
        assert now["cadence"] / before["cadence"] == pytest.approx(more, abs=0.001)
        assert now["duty_factor"] == pytest.approx(before["duty_factor"], rel=0.002)
        assert now["speed"] == pytest.approx(before["speed"])
    now, _ = run("cadence", 3)
    first, _ = alone(lesson("cadence").steps[0].state)
    assert now["cadence"] / first["cadence"] == pytest.approx(1.10, abs=0.001)
    assert now["contact_time"] == pytest.approx(first["contact_time"])


@pytest.mark.parametrize("name", NAMES)
def test_the_document_is_all_a_page_needs(name):
    """A page that knows nothing but the document finds the same choice."""
    document = json.loads(json.dumps(to_document(lesson(name)), allow_nan=False))
    for index, step in enumerate(document["steps"]):
        now, before = run(name, index)
        question = step["question"]
        here, there = now[question["metric"]], before[question["metric"]]
        found = {"value": here, "difference": here - there, "percent": 100 * (here / there - 1) if there else 0.0}
        right = sum(found[question["measure"]] >= edge for edge in question["edges"])
        assert question["choices"][right] == POINTS[name][index]
        assert {question["metric"], *(one["metric"] for one in step["expect"])} <= set(document["metrics"])
        assert (step["reference"] is None) == (question["compare"] == "baseline")
        assert step["before"]["change"] == ({} if step["reference"] is None else step["reference"]["change"])


@pytest.mark.parametrize("name", NAMES)
def test_answers_are_plain_json(name):
    document = json.loads(json.dumps(answered(lesson(name)), allow_nan=False))
    assert [s["question"]["choices"][s["right"]] for s in document["steps"]] == POINTS[name]
    assert all(s["holds"] for s in document["steps"])


@pytest.mark.parametrize("name", NAMES)
def test_short_and_without_the_words_of_programmers(name):
    one = lesson(name)
    for step in one.steps:
        assert len(f"{step.say} {step.question.text}".split()) <= 60
        assert len(step.reveal.split()) <= 60
        words = f"{step.say} {step.question.text} {' '.join(step.question.choices)} {step.reveal}".lower()
        assert not re.search(r"\b(model state|parameter|solver|json|periodic|constraint)\b", words)
    assert one.sources


def test_a_change_in_per_cent_reads_well():
    assert [percent(x) for x in (9.96, -0.04, -12.4, float("nan"), None)] == ["+10 %", "0.0 %", "-12 %", "–", "–"]


def test_the_nearest_lesson_is_named():
    with pytest.raises(sm.InputError, match=r'no such lesson is shipped\. Did you mean "cadence"'):
        lesson("cadense")
    with pytest.raises(sm.InputError, match="no such lesson"):
        lesson("../lessons/cadence")


GOOD = """title = "T"
intro = "I"
minutes = 5

[[steps]]
say = "Look."
reveal = "{baseline} → {now} ({change}), {now:takeoff_angle}."
[steps.state]
scenario = "average"
change = { "foot.ahead" = "25 cm" }
[steps.question]
text = "What now?"
choices = ["less", "more"]
metric = "peak_quadriceps_force"
edges = ["0 %"]
[[steps.expect]]
metric = "peak_quadriceps_force"
at_least = "0 %"
at_most = "50 %"
"""


def test_a_lesson_of_ones_own():
    one = lesson_from_text(GOOD, "mine")
    assert one.name == "mine"
    assert answered(one)["steps"][0]["right"] == 1
    with pytest.raises(Exception, match="frozen"):
        one.title = "other"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('title = "T"', 'titel = "T"', 1, 'is no field of a lesson. Did you mean "title"'),
        ('say = "Look."', 'sey = "Look."', 6, 'Did you mean "say"'),
        ('say = "Look."', f'say = "{"word " * 60}"', 6, "text and question have 62 words; at most 60"),
        ('"average"', '"averadge"', 9, 'Did you mean "average"'),
        ('"foot.ahead"', '"foot.ahed"', 10, 'Did you mean "foot.ahead"'),
        ('"25 cm"', '"25 kg"', 10, "needs a length"),
        ('metric = "peak_quadriceps_force"\nedges', 'metric = "quadriceps"\nedges', 14, "peak_quadriceps_force"),
        ('edges = ["0 %"]', 'edges = ["0 %", "3 %"]', 15, "are 2 between 2 choices"),
        ('edges = ["0 %"]', 'edges = ["0 cm"]', 15, "%"),
        (
            'choices = ["less", "more"]\nmetric = "peak_quadriceps_force"\nedges = ["0 %"]',
            'choices = ["a", "b", "c"]\nmetric = "peak_quadriceps_force"\nedges = ["5 %", "3 %"]',
            15,
            "must rise",
        ),
        ('edges = ["0 %"]', 'edges = ["0 %"]\nmeasure = "percents"', 16, 'Did you mean "percent"'),
        ('edges = ["0 %"]', 'edges = ["0 %"]\ncompare = "previous"', 16, "there is none"),
        ("{change}", "{chagne}", 7, 'Did you mean "change"'),
        ("{now:takeoff_angle}", "{now:take_angle}", 7, "takeoff_angle"),
        ('at_least = "0 %"', 'at_least = "60 %"', 18, "is above at_most, 50 %"),
        ('at_most = "50 %"', "", 16, "is missing"),
        ("minutes = 5", "minutes = 500", 3, "must be 1 to 120"),
        ('title = "T"', 'title = "T', 1, "is not valid TOML"),
        (GOOD[GOOD.index("[[steps.expect]]") :], "", 5, "expect: is missing"),
        ("\n[steps.state]", "\nexpect = []\n[steps.state]", 17, "is not valid TOML"),
    ],
)
def test_a_wrong_file_says_where_and_what(old, new, line, said):
    assert GOOD.count(old) >= 1
    with pytest.raises(sm.InputError) as caught:
        lesson_from_text(GOOD.replace(old, new, 1), "mine")
    told = [one for one in str(caught.value).splitlines() if said in one]
    assert told
    if line:
        assert told[0].startswith(f"mine.toml:{line}: ")
