"""A leg law of one's own brings its force and nothing else: what the leg holds, gains and loses follows from it.

The closed forms are written here again: a leg that hardens, F = k c (1 + h c), holds k (c²/2 + h c³/3).
"""

import math

import numpy as np
import pytest

import springmass as sm
from springmass.dynamics.curves import contact_curves
from springmass.legs import LEG_LAWS, LegLaw

HARDER = 4.0
"""Per metre."""


def held(stiffness, compression):
    return stiffness * (compression**2 / 2.0 + HARDER * compression**3 / 3.0)


def hardening(compression, rate, stiffness, damping):
    return stiffness * compression * (1.0 + HARDER * compression)


def damped(compression, rate, stiffness, damping):
    return (stiffness * compression - damping * rate) * (1.0 + HARDER * compression)


def rooted(compression, rate, stiffness, damping):
    return stiffness * compression * abs(compression) ** 0.5


@pytest.fixture(autouse=True)
def laws(monkeypatch):
    for law in (
        LegLaw("hardening", hardening, None, "this test"),
        LegLaw("damped", damped, "N·s/m", "this test"),
        LegLaw("rooted", rooted, None, "this test"),
    ):
        monkeypatch.setitem(LEG_LAWS, law.name, law)


@pytest.fixture(params=["numpy", "numba"])
def engine(request, monkeypatch):
    if request.param == "numba":
        pytest.importorskip("numba", reason="compiled engine: pip install 'springmass[fast]'")
    monkeypatch.setenv("SPRINGMASS_ENGINE", request.param)
    return request.param


HOPPER = {"mass": 80.0, "leg_length": 1.0, "stiffness": 1.2e4, "angle_of_attack": 0.5 * math.pi}


def hop(law, push_off=0.0, **more):
    values = {"leg.law": law, "leg.stiffness": HOPPER["stiffness"], "leg.push_off": push_off, **more}
    return sm.simulate(sm.load("hopping").with_values(values), steps=1)


def test_a_hop_on_a_hardening_leg_keeps_its_energy():
    run = hop("hardening")
    told, p = sm.measure(run), run.steps[0].parameters
    way = told["leg_compression"].value
    fallen = p.mass * p.gravity * (run.steps[0].start_height - p.leg_length + way)
    assert held(p.stiffness, way) == pytest.approx(fallen, rel=1e-8)  # the closed form is right
    assert told["elastic_energy"].value * p.mass == pytest.approx(fallen, rel=1e-8)
    assert told["elastic_energy"].value != pytest.approx(0.5 * p.stiffness * way**2 / p.mass, rel=0.1)
    assert told["energy_lost"].value == pytest.approx(0.0, abs=1e-8)
    assert told["energy_returned"].value == pytest.approx(1.0, abs=1e-8)


def test_what_push_off_adds_lifts_the_body_by_as_much():
    run = hop("hardening", push_off=0.02)
    step, told = run.steps[0], sm.measure(run)
    p, way = step.parameters, told["leg_compression"].value
    # the grown leg pushes as hard at its shortest as the one before: k' c' (1 + h c') = k c (1 + h c)
    grown = p.stiffness * way * (1.0 + HARDER * way) / ((way + 0.02) * (1.0 + HARDER * (way + 0.02)))
    gained = held(grown, way + 0.02) - held(p.stiffness, way)
    assert gained > 5.0
    assert told["push_off_work"].value * p.mass == pytest.approx(gained, rel=1e-8)
    assert p.mass * p.gravity * (step.apex_height - step.start_height) == pytest.approx(gained, rel=1e-7)
    assert told["energy_lost"].value == pytest.approx(0.0, abs=1e-8)
    at, _ = step.greatest_compression
    before, after = contact_curves(step.contact, p, np.array([np.nextafter(at, 0.0), at])).force
    assert after == pytest.approx(before, rel=1e-9)


def test_half_powers_too():
    told = sm.measure(hop("rooted", **{"leg.stiffness": 4e4}))
    way = told["leg_compression"].value
    assert told["elastic_energy"].value * 80.0 == pytest.approx(4e4 * way**2.5 / 2.5, rel=1e-9)
    assert told["energy_lost"].value == pytest.approx(0.0, abs=1e-7)


@pytest.mark.parametrize("law", ["hardening", "damped"])
def test_every_engine_grows_the_leg_alike(law, engine):
    """One hop up and forward with push-off: the engine, the reference engine, and derivatives against differences."""
    damping = {"hardening": 0.0, "damped": 200.0}[law]
    given = {**HOPPER, "angle_of_attack": 1.2, "push_off": 0.015, "damping": damping, "damping_law": law}
    found = sm.apex_map(1.0, 4.0, **given, derivatives=["push_off", "damping"])
    field = {"leg.law": law, "leg.stiffness": given["stiffness"], "leg.push_off": 0.015, "leg.damping": damping,
             "foot.angle_of_attack": 1.2, "gait.apex_speed": 4.0, "gait.apex_height": 1.0}  # fmt: skip
    step = sm.simulate(sm.load("seyfarth").with_values(field), steps=1).steps[0]
    assert (float(found.apex_height), float(found.apex_speed)) == pytest.approx(
        (step.apex_height, step.apex_speed), rel=1e-7
    )
    for name, by in (("push_off", 1e-5), ("damping", 1e-2)) if damping else (("push_off", 1e-5),):
        up, down = (sm.apex_map(1.0, 4.0, **{**given, name: given[name] + d}, accuracy=1e-11) for d in (by, -by))
        slope = float(up.apex_height - down.apex_height) / (2.0 * by)
        assert float(found.derivatives["apex_height", name]) == pytest.approx(slope, rel=1e-4)


def test_sweeps_measure_the_same(engine):
    field = {"leg.law": "hardening", "leg.stiffness": 1.2e4, "leg.push_off": 0.01}
    scenario = sm.load("hopping").with_values(field)
    swept = sm.sweep(scenario, {"leg.stiffness": [1.2e4, 1.6e4]}, measure=["elastic_energy", "push_off_work"], steps=1)
    one = sm.measure(sm.simulate(scenario, steps=1))
    for name in ("elastic_energy", "push_off_work"):
        assert float(swept[name][0]) == pytest.approx(one[name].value, rel=1e-7)


def test_a_law_may_come_and_go(monkeypatch):
    """What was asked before a law was there does not hide it, and what was asked with it does not keep it."""
    from springmass.scenario import choice_fields

    monkeypatch.delitem(LEG_LAWS, "hardening")
    with pytest.raises(sm.InputError, match="hardening"):
        sm.what_if("hopping", {"leg.law": "hardening"})
    monkeypatch.setitem(LEG_LAWS, "hardening", LegLaw("hardening", hardening, None, "this test"))
    assert sm.what_if("hopping", {"leg.law": "hardening"}).changed_scenario.leg.law == "hardening"
    monkeypatch.delitem(LEG_LAWS, "hardening")
    assert "hardening" not in choice_fields()["leg.law"]


def decides(compression, rate, stiffness, damping):
    return stiffness * compression if compression > 0.0 else 0.0 * compression


@pytest.mark.parametrize(
    ("force", "unit", "said"),
    [
        (decides, None, "no branches"),
        (lambda c, r, k, d: max(k * c, 0.0), None, "no branches"),
        (lambda c, r, k, d: k * np.tanh(c), None, "tanh"),
        (lambda c, r, k, d: k * math.sin(c), None, "must be made of"),
        (lambda c, r, k, d: None, None, "must return one number"),
        (lambda c, r, k, d: 2000.0, None, "made of its arguments"),
        (lambda c, r, k: k * c, None, "takes compression, rate, stiffness and damping"),
        (lambda c, r, k, d: -k * c, None, 'given "-2000 N at 10 cm"; must push'),
        (lambda c, r, k, d: k * c - d * r, "Ns/m", 'damping_unit: given "Ns/m"; must be None or one of N·s/m, s/m'),
        (lambda c, r, k, d: k * c - d * r, "furlong", "must be None or one of"),
    ],
)
def test_what_no_engine_could_run_is_refused_when_it_is_made(force, unit, said):
    with pytest.raises(sm.InputError, match='leg law "mine"') as caught:
        LegLaw("mine", force, unit, "this test")
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_gauge_is_tried_as_well():
    with pytest.raises(sm.InputError, match="no branches"):
        LegLaw("mine", hardening, None, "this test", gauge=decides)


def test_a_name_is_taken_once():
    from springmass.legs import _table

    law = LegLaw("mine", hardening, None, "this test")
    with pytest.raises(sm.InputError, match='given "mine"; is there already'):
        _table(law, law)
