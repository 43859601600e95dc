"""Moving pictures: what they show comes from the model, they last as long as they say, and files are whole."""

import base64
import json
import math
import re
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

import springmass as sm
from springmass.cli import main
from springmass.errors import InputError
from springmass.figures.animation import about
from springmass.figures.film import film
from springmass.figures.film_view import Pictures
from springmass.figures.movement import Movement
from springmass.figures.swing_leg import leg_angles, place_leg
from springmass.metrics import Metrics, StepView

WORDS = ("gif", "webp", "html")


@pytest.fixture(scope="module")
def gait():
    return sm.find_gait(sm.load("rbds001"))


@pytest.fixture(scope="module")
def answer(gait):
    return sm.what_if(gait, {"foot.ahead": "+3 cm"})


@pytest.fixture(scope="module")
def fall():
    return sm.simulate(sm.load("falls"))


@pytest.fixture(scope="module")
def files(gait, tmp_path_factory):
    folder = tmp_path_factory.mktemp("films")
    return {word: sm.figures.animate(gait, folder / f"stride.{word}") for word in WORDS}


def frames_of(path):
    with Image.open(path) as picture:
        durations = []
        for i in range(getattr(picture, "n_frames", 1)):
            picture.seek(i)
            picture.load()
            durations.append(picture.info["duration"])
        return durations, picture.size, picture.info.get("loop")


# What is shown


def test_a_stride_lasts_four_times_as_long_as_it_does(gait):
    shown = film(gait)
    stride = 2.0 * gait.step.step_time
    assert len(shown.times) == round(4.0 * 25.0 * stride)
    moving = shown.seconds[shown.seconds < 0.5]
    assert len(shown.times) - len(moving) == 2  # it stops at both midstances
    assert moving == pytest.approx(0.04)
    assert len(shown.times) / 25.0 == pytest.approx(4.0 * stride, rel=0.01)


@pytest.mark.parametrize(("slow", "fps"), [(1.0, 25.0), (4.0, 50.0), (10.0, 12.0)])
def test_pace_and_frames_a_second_make_the_number_of_frames(gait, slow, fps):
    shown = film(gait, slow=slow, fps=fps)
    assert len(shown.times) == round(slow * fps * 2.0 * gait.step.step_time)
    assert np.median(shown.seconds) == pytest.approx(1.0 / fps)


@pytest.mark.parametrize("midstance", ["lowest point", "half contact", "fore-aft crossover"])
def test_the_frame_that_stays_is_midstance_and_has_its_offset(gait, midstance):
    shown = film(gait, midstance=midstance)
    stays = int(np.argmax(shown.seconds))
    now = shown.moments()[stays][0]
    metrics = Metrics(StepView(gait.step, midstance))
    assert now.hip_ankle == pytest.approx(metrics["hip_ankle_offset"].value, abs=1e-9)
    leg = now.legs[now.stance]
    assert leg.hip[0] - leg.ankle[0] == pytest.approx(metrics["hip_ankle_offset"].value, abs=1e-9)
    assert leg.hip[0] - now.cop == pytest.approx(metrics["hip_cop_offset"].value, abs=1e-9)
    assert f"{abs(100.0 * now.hip_ankle):.1f} cm" in about(shown)


def test_the_mass_goes_as_the_run_went():
    run = sm.simulate(sm.load("seyfarth"), steps=3)
    path = run.trajectory(400)
    times = np.unique(path.time)[::7]
    moments = Movement(run.steps, "lowest point").at(times)
    assert [now.mass[0] for now in moments] == pytest.approx(np.interp(times, path.time, path.x), abs=1e-4)
    assert [now.mass[1] for now in moments] == pytest.approx(np.interp(times, path.time, path.y), abs=1e-4)
    weight = run.parameters.mass * run.parameters.gravity
    inside = [i for i, now in enumerate(moments) if now.grf and now.grf[1] > 0.1]
    pushes = np.interp(times, path.time, path.grf_y)[inside] / weight
    assert [moments[i].grf[1] for i in inside] == pytest.approx(pushes, abs=0.02)


def test_in_the_air_the_mass_falls_freely(gait):
    moving = Movement([gait.step], "lowest point")
    times = np.linspace(0.0, 0.9 * gait.step.touchdown_time, 5)
    drops = [gait.step.start_height - now.mass[1] for now in moving.at(times)]
    assert drops == pytest.approx(0.5 * 9.81 * times**2, abs=1e-3)
    assert all(now.stance is None and now.grf is None and math.isnan(now.hip_ankle) for now in moving.at(times))


def test_a_stride_ends_as_it_began_and_the_legs_take_turns(gait):
    shown = film(gait)
    moving = shown.runners[0].movement
    first, half, last = moving.at([0.5 * moving.end, 0.75 * moving.end, moving.end - 1e-9])
    length = 2.0 * gait.step.step_length
    for a, b in zip(first.legs, last.legs, strict=True):
        assert np.array(b.leg) - np.array(a.leg) == pytest.approx(np.array([[length, 0.0]] * 6), abs=2e-3)
    for a, b in zip(first.legs, reversed(half.legs), strict=True):
        assert np.array(b.leg) - np.array(a.leg) == pytest.approx(np.array([[0.5 * length, 0.0]] * 6), abs=2e-3)
    on_ground = [now[0].stance for now in shown.moments() if now[0].stance is not None]
    assert on_ground[0] == 0
    assert on_ground[-1] == 1
    assert length / shown.runners[0].marks == pytest.approx(round(length / shown.runners[0].marks))


@pytest.mark.parametrize("name", ["rbds001", "seyfarth", "moon", "hopping"])
def test_legs_in_the_air_are_whole_keep_off_the_ground_and_do_not_jump(name):
    moving = Movement(sm.simulate(sm.load(name), steps=3).steps, "lowest point")
    times = np.arange(0.0, moving.end, 0.004)
    moments = moving.at(times)
    for leg in (0, 1):
        bodies = [now.legs[leg] for now in moments]
        thighs = [math.dist(body.hip, body.knee) for body in bodies]
        shanks = [math.dist(body.knee, body.ankle) for body in bodies]
        assert max(thighs) - min(thighs) < 1e-6
        assert max(shanks) - min(shanks) < 1e-6
        air = [body for body, now in zip(bodies, moments, strict=True) if now.stance != leg]
        assert min(min(body.heel[1], body.ball[1], body.toe[1]) for body in air) > -0.01
        assert all(-1e-9 <= leg_angles(body).knee < math.radians(155.0) for body in air)
        ankles = np.array([body.ankle for body in bodies])
        assert np.hypot(*np.diff(ankles, axis=0).T).max() < 0.004 * 15.0  # slower than 15 m/s


def test_a_leg_is_the_sum_of_its_angles(gait):
    body = film(gait).moments()[20][0].legs[0]
    again = place_leg(body, body.hip, leg_angles(body))
    assert np.array(again.leg) == pytest.approx(np.array(body.leg), abs=1e-12)


def test_before_and_after_start_from_one_apex_when_one_step_is_asked_for(answer):
    shown = film(answer)
    assert [one.later for one in shown.runners] == [0.0, 0.0]
    first = shown.moments()[0]
    assert first[0].mass == pytest.approx(first[1].mass)
    takeoffs = [one.movement.takeoffs[0].angle for one in shown.runners]
    wanted = [answer.before["takeoff_angle"].value, answer.after["takeoff_angle"].value]
    assert takeoffs == pytest.approx(wanted, abs=1e-9)
    assert sum(shown.seconds > 0.5) == 3  # two midstances and the end


def test_before_and_after_land_together_otherwise(gait):
    shown = film(sm.what_if(gait, {"foot.ahead": "+3 cm"}, ask="matched"))
    landings = [one.later + one.movement.landings[0] for one in shown.runners]
    assert landings[0] == pytest.approx(landings[1], abs=1e-12)


def test_a_gait_that_does_not_exist_is_said(gait):
    asked = sm.what_if(gait, {"foot.ahead": "+3 cm"}, ask="matched")
    from dataclasses import replace

    none = replace(asked, changed=None, message="no leg does this")
    assert "There is no such gait: no leg does this" in about(film(none))


def test_a_fall_is_shown_to_its_end_with_its_sentence(fall):
    shown = film(fall)
    last = shown.moments()[-1][0]
    assert not shown.loops
    assert last.mass[1] == pytest.approx(0.0, abs=1e-3)
    assert not last.possible  # no body can be like that: it stays as it was, only the mass goes on
    assert shown.seconds[-1] == pytest.approx(3.0)
    assert "The runner fell" in about(shown)
    yellow = np.array(Pictures(shown, 640)[len(shown.times) - 1])
    before = np.array(Pictures(shown, 640)[len(shown.times) - 2])
    is_yellow = [np.all(abs(one.astype(int) - [0xF0, 0xE4, 0x42]) < 4, axis=2).sum() for one in (before, yellow)]
    assert is_yellow[0] == 0
    assert is_yellow[1] > 5000


@pytest.mark.parametrize("name", ["ice", "jump-rope", "hopping", "average", "slingshot"])
def test_every_kind_of_scenario_can_be_drawn(name):
    shown = film(sm.simulate(sm.load(name), steps=2), slow=1.0)
    picture = Pictures(shown, 320)[len(shown.times) - 1]
    assert picture.width == 320
    assert np.array(picture).std() > 10.0


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"leg.stiffness": "2 kN/m"}, "TAKEOFF_DOWN"),
        ({"foot.ahead": "60 cm"}, None),
        ({"foot.ahead": "-30 cm"}, None),
        ({"start.height": 0.5}, "FOOT_BELOW_GROUND"),
        ({"start.height": math.nan}, "INVALID_INPUT"),
    ],
)
def test_other_endings_are_drawn_with_their_sentence(change, outcome):
    scenario = sm.load("seyfarth")
    step = sm.simulate(scenario, steps=1).steps[0]
    if "start.height" in change:
        from springmass.dynamics.step import step as take

        ended = take(change["start.height"], step.start_speed, step.parameters)
    else:
        ended = sm.what_if(scenario, change).changed
    assert outcome is None or ended.outcome.name == outcome
    shown = film(ended)
    assert np.array(Pictures(shown, 320)[len(shown.times) - 1]).std() > 10.0
    if ended.outcome.name != "RUNNING":
        assert ended.outcome.sentence[1:30] in about(shown)


def test_the_drawn_runner_is_where_the_numbers_say(gait):
    """The red plumb line of the frame that stays is as far from the ankle's dotted line as the offset says."""
    shown = film(gait)
    stays = int(np.argmax(shown.seconds))
    picture = np.array(Pictures(shown, 1280)[stays]).astype(int)
    now = shown.moments()[stays][0]
    red = np.all(abs(picture - [0xD5, 0x5E, 0x00]) < 12, axis=2)
    blue = np.all(abs(picture - [0x00, 0x72, 0xB2]) < 12, axis=2)
    rows = slice(int(0.5 * picture.shape[0]), int(0.6 * picture.shape[0]))  # between hip and knee
    line = np.nonzero(red[rows])[1]
    assert line.size > 50
    mass = 0.42 * 1280.0
    scale = (0.52 * 1280.0 - 12.0) / max(one[0].body.head[1] + one[0].body.head_radius for one in shown.moments())
    assert (np.median(line) - mass) / scale == pytest.approx(now.body.hip[0] - now.mass[0], abs=0.005)
    assert blue.any()


def test_the_curve_in_the_corner_is_the_push_of_the_ground(gait):
    moving = Movement([gait.step], "lowest point")
    ((times, up),) = moving.pushes
    assert times[0] == pytest.approx(gait.step.touchdown_time)
    assert times[-1] - times[0] == pytest.approx(gait.step.contact_time)
    peak = Metrics(StepView(gait.step))["peak_vertical_force"].value
    assert up.max() == pytest.approx(peak, rel=1e-3)
    # what holds a runner up over a whole step is his weight
    assert np.trapezoid(up, times) == pytest.approx(gait.step.step_time, rel=1e-3)


# Files


@pytest.mark.parametrize("word", ["gif", "webp"])
def test_files_have_the_frames_and_play_as_long_as_planned(files, gait, word):
    shown = film(gait)
    durations, size, loop = frames_of(files[word])
    assert len(durations) == len(shown.times)
    assert sum(durations) == pytest.approx(1000.0 * shown.seconds.sum(), abs=10.0)
    assert sorted(durations)[-2:] == [900, 900]
    assert size[0] == 640
    assert loop == 0  # for ever


def test_a_stride_is_small(files):
    assert files["gif"].stat().st_size < 2e6
    assert files["webp"].stat().st_size < 1e6
    assert files["html"].stat().st_size < 2e6


def test_frames_of_a_gif_are_what_was_drawn(files, gait):
    drawn = Pictures(film(gait), 640)
    with Image.open(files["gif"]) as picture:
        for i in (0, 17, 40):
            picture.seek(i)
            apart = abs(np.array(picture.convert("RGB")).astype(int) - np.array(drawn[i]).astype(int))
            assert apart.mean() < 1.0
            assert np.mean(apart.max(axis=2) > 48) < 0.002


def test_the_page_needs_nothing_else_and_holds_every_frame(files, gait):
    text = files["html"].read_text(encoding="utf-8")
    assert not re.search(r"https?:|<link|src=\"(?!data:)|@import|fetch|XMLHttp", re.sub('base64,[^"]*', "", text))
    assert "default-src 'none'" in text
    assert "prefers-reduced-motion" in text
    frames = json.loads(re.search(r"const frames = (\[.*?\]);", text).group(1))
    times = json.loads(re.search(r"const times = (\[.*?\]);", text).group(1))
    shown = film(gait)
    assert len(frames) == len(times) == len(shown.times)
    assert sum(times) == pytest.approx(1000.0 * shown.seconds.sum(), abs=2.0)
    assert base64.b64decode(frames[3].split(",", 1)[1])[8:12] == b"WEBP"
    assert "cm ahead of the ankle at midstance" in text
    assert "drawing only" in text


def test_titles_are_text_and_never_code(tmp_path, gait):
    from dataclasses import replace

    bad = replace(gait, scenario=gait.scenario.model_copy(update={"title": "<script>alert(1)</script> & @frames@"}))
    text = sm.figures.animate(bad, tmp_path / "a.html", slow=0.5, width=320).read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "<title>&lt;script&gt;alert(1)&lt;/script&gt; &amp; @frames@</title>" in text
    json.loads(re.search(r"const frames = (\[.*?\]);", text).group(1))


def test_an_mp4_plays_as_long_as_planned(tmp_path, gait):
    ffmpeg = pytest.importorskip("imageio_ffmpeg")
    shown = film(gait, slow=2.0)
    path = sm.figures.animate(gait, tmp_path / "stride.mp4", slow=2.0, width=320)
    frames, seconds = ffmpeg.count_frames_and_secs(str(path))
    assert seconds == pytest.approx(shown.seconds.sum(), abs=0.05)
    assert frames == pytest.approx(25.0 * shown.seconds.sum(), abs=1.0)
    assert next(ffmpeg.read_frames(str(path)))["size"][0] == 320


def test_without_ffmpeg_an_mp4_names_what_to_install(tmp_path, gait, monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(InputError, match=r'springmass\[video\]"') as told:
        sm.figures.animate(gait, tmp_path / "a.mp4")
    assert "imageio-ffmpeg" in str(told.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "hint"), [("a.gfi", ".gif"), ("a.mp3", ".mp4"), ("a.htm", ".html"), ("a.webm", ".webp")]
)
def test_an_unknown_ending_names_the_nearest(gait, tmp_path, name, hint):
    with pytest.raises(InputError, match=r"must end in \.gif, \.webp, \.mp4 or \.html") as told:
        sm.figures.animate(gait, tmp_path / name)
    assert f'Did you mean "{hint}"?' in str(told.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a", "a.xyz"])
def test_an_ending_like_no_other_has_no_nearest(gait, tmp_path, name):
    with pytest.raises(InputError, match=r"or \.html\.$"):
        sm.figures.animate(gait, tmp_path / name)


@pytest.mark.parametrize(
    "wrong",
    [{"slow": 0.0}, {"slow": math.nan}, {"slow": "fast"}, {"fps": 0}, {"fps": 120}, {"width": 100}, {"width": 640.5},
     {"midstance": "middle"}, {"slow": 100.0, "fps": 60.0}, {"slow": True}],
)  # fmt: skip
def test_numbers_out_of_range_are_told_before_anything_is_drawn(gait, tmp_path, wrong):
    with pytest.raises(InputError, match=next(iter(wrong))):
        sm.figures.animate(gait, tmp_path / "a.gif", **wrong)
    assert not list(tmp_path.iterdir())


def test_things_that_do_not_move_are_told(tmp_path):
    with pytest.raises(InputError, match="must be a step, a run, a gait or an answer"):
        sm.figures.animate("rbds001", tmp_path / "a.gif")


@pytest.mark.parametrize("word", ["gif", "html", "mp4"])
def test_a_file_comes_whole_or_not_at_all(gait, tmp_path, monkeypatch, word):
    if word == "mp4":
        pytest.importorskip("imageio_ffmpeg")
    there = tmp_path / f"a.{word}"
    there.write_text("old")
    drawn = Pictures.__getitem__
    asked = []

    def breaks(self, i):
        asked.append(i)
        if len(asked) > 12:
            raise RuntimeError("the light went out")
        return drawn(self, i)

    monkeypatch.setattr(Pictures, "__getitem__", breaks)
    with pytest.raises(RuntimeError, match="light"):
        sm.figures.animate(gait, there, width=320)
    assert there.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == [f"a.{word}"]


def test_a_folder_that_is_not_there_is_told(gait, tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        sm.figures.animate(gait, tmp_path / "nowhere" / "a.gif")


def test_the_same_runner_gives_the_same_file(gait, tmp_path):
    one, two = (sm.figures.animate(gait, tmp_path / f"{n}.gif", slow=1.0, width=320).read_bytes() for n in "ab")
    assert one == two


# Command line


def test_run_writes_an_animation(tmp_path):
    done = CliRunner().invoke(main, ["run", "seyfarth", "--steps", "1", "--animation", str(tmp_path / "a.webp")])
    assert done.exit_code == 0, done.output
    assert "animation written to" in done.stderr
    assert len(frames_of(tmp_path / "a.webp")[0]) > 20


def test_what_if_writes_one_for_each_answer(tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr("springmass.figures.animate", lambda answer, path, **_: written.append((answer.ask, path)))
    path = str(tmp_path / "a.gif")
    asked = ["what-if", "rbds001", "--set", "foot.ahead=+3cm", "--ask", "all", "--animation", path]
    assert CliRunner().invoke(main, asked).exit_code == 0
    assert written == [
        (ask, path.replace("a.gif", f"a-{i}.gif")) for i, ask in enumerate(("one step", "matched", "settle"), start=1)
    ]


def test_a_wrong_ending_is_told_before_the_run(tmp_path):
    done = CliRunner().invoke(main, ["run", "seyfarth", "--animation", str(tmp_path / "a.gfi")])
    assert done.exit_code == 2
    assert 'Did you mean ".gif"?' in done.stderr


def test_no_bar_where_nobody_looks_and_one_when_asked(gait, tmp_path, capsys):
    sm.figures.animate(gait, tmp_path / "a.gif", slow=0.5, width=320, progress=None)
    assert capsys.readouterr().err == ""
    sm.figures.animate(gait, tmp_path / "a.gif", slow=0.5, width=320, progress=True)
    assert "frames" in capsys.readouterr().err


def test_ffmpeg_is_not_loaded_unless_it_is_needed():
    code = "import sys, springmass.figures; print('imageio_ffmpeg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"


@pytest.mark.parametrize(
    ("words", "least"), [(["run", "seyfarth", "--steps", "2"], 20), (["gait", "rbds001"], 20)], ids=["run", "gait"]
)
def test_slow_plays_as_many_times_longer(tmp_path, words, least):
    lasts = {}
    for factor in ("1", "2.5"):
        path = tmp_path / f"a{factor}.gif"
        done = CliRunner().invoke(main, [*words, "--animation", str(path), "--slow", factor])
        assert done.exit_code == 0, done.output
        durations = frames_of(path)[0]
        assert len(durations) > least * float(factor) * 0.5
        lasts[factor] = sum(one for one in durations if one < 300)  # without the moments it stands still
    assert lasts["2.5"] == pytest.approx(2.5 * lasts["1"], rel=0.12)


def test_an_answer_can_be_slowed_too(tmp_path, monkeypatch):
    paces = []
    monkeypatch.setattr("springmass.figures.animate", lambda *_, **how: paces.append(how.get("slow")))
    asked = ["what-if", "rbds001", "--set", "foot.ahead=+3cm", "--animation", str(tmp_path / "a.gif")]
    for more in ([], ["--slow", "8"]):
        assert CliRunner().invoke(main, [*asked, *more]).exit_code == 0
    assert paces == [None, 8.0]


@pytest.mark.parametrize(
    ("given", "said"),
    [("4x", "plain number"), ("4 s", "plain number"), ("", "plain number"), ("200", "from 0.1 to 100"),
     ("0", "from 0.1 to 100"), ("-3", "from 0.1 to 100"), ("nan", "from 0.1 to 100"), ("inf", "from 0.1 to 100")],
)  # fmt: skip
def test_a_pace_that_is_none_is_told_before_the_run(tmp_path, given, said):
    done = CliRunner().invoke(main, ["run", "seyfarth", "--animation", str(tmp_path / "a.gif"), "--slow", given])
    assert done.exit_code == 2
    assert f'--slow: given "{given}"; must be a' in done.stderr
    assert said in done.stderr
    assert done.stdout == ""
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("verb", [["run", "seyfarth"], ["what-if", "rbds001"], ["gait", "rbds001"]], ids=lambda v: v[0])
def test_a_pace_of_nothing_is_told(verb):
    done = CliRunner().invoke(main, [*verb, "--slow", "3"])
    assert done.exit_code == 2
    assert '--slow: given "3"; goes with --animation' in done.stderr


def test_too_slow_for_so_long_a_step_names_the_slowest(tmp_path):
    path = str(tmp_path / "a.gif")
    done = CliRunner().invoke(main, ["run", "moon", "--animation", path, "--slow", "100"])
    assert done.exit_code == 2
    said = re.search(
        r"--slow: given 100.0; makes (\d+) frames; 3000 is the most. For this one ([\d.]+) is", done.stderr
    )
    slowest = float(said[2])
    assert slowest == pytest.approx(100.0 * 3000 / int(said[1]), rel=0.01)
    shown = sm.simulate(sm.load("moon"))
    assert film(shown, slowest).times.size <= 3001
    with pytest.raises(InputError, match="3000 is the most"):
        film(shown, slowest + 0.2)


@pytest.mark.parametrize("words", [["gait", "seyfarth"], ["gait", "rbds001", "--family"]], ids=["all", "family"])
def test_only_one_gait_can_be_animated(tmp_path, words):
    done = CliRunner().invoke(main, [*words, "--animation", str(tmp_path / "a.gif")])
    assert done.exit_code == 2
    assert "needs a single gait that was found" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl-C is no signal that can be sent to one process")
@pytest.mark.parametrize("word", ["gif", "mp4"])
def test_ctrl_c_leaves_no_half_file_and_the_old_one_as_it_was(tmp_path, word):
    if word == "mp4":
        pytest.importorskip("imageio_ffmpeg")
    there = tmp_path / f"a.{word}"
    there.write_text("old")
    # click ends as a terminal has it; the signal comes in the middle of the frames, as a hand's would
    code = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # tests in the background have it ignored
        "from springmass.figures.film_view import Pictures\n"
        "drawn, count = Pictures.__getitem__, []\n"
        "def pressed(self, i):\n"
        "    count.append(i)\n"
        "    if len(count) == 20: os.kill(os.getpid(), signal.SIGINT)\n"
        "    return drawn(self, i)\n"
        "Pictures.__getitem__ = pressed\n"
        "from springmass.cli import main\n"
        f"main(['run', 'seyfarth', '--steps', '2', '--animation', {str(there)!r}])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 130
    assert done.stderr == "\nspringmass: interrupted; no half-written file is left.\n"
    assert "Traceback" not in done.stderr
    assert there.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == [there.name]


def test_a_film_of_a_foot_that_stays_tells_the_body_over_the_foot_point():
    gait = sm.what_if("settles", {"leg.stiffness": "+1 %"}).baseline
    shown = film(gait)
    plumb = shown.runners[0].movement.plumbs[-1]
    offset = Metrics(StepView(gait))["mass_cop_offset"].value
    assert plumb.foot_stays
    assert plumb.offset == pytest.approx(offset, abs=1e-9)
    assert plumb.top[1] == pytest.approx(Metrics(StepView(gait)).view.lowest_height, abs=1e-6)
    assert "the foot point at midstance" in about(shown)
    assert "ankle" not in about(shown).replace("Hip, knee and ankle are placed", "")


def test_a_film_of_a_foot_that_rolls_tells_the_hip_over_the_ankle(gait):
    shown = film(gait)
    plumb = shown.runners[0].movement.plumbs[-1]
    assert not plumb.foot_stays
    assert plumb.offset == pytest.approx(gait.metrics["hip_ankle_offset"].value, abs=1e-9)
    assert f"Hip {100.0 * plumb.offset:.1f} cm ahead of the ankle at midstance" in about(shown)
