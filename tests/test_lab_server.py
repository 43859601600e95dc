"""The lab's server: who may ask, what comes back, nothing piles up, nothing stays behind."""

import asyncio
import gc
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import tracemalloc

import pytest

import springmass as sm
from springmass.errors import InputError
from springmass.lab.newest import Crowded, Newest, Superseded, TooSlow
from springmass.lab.safety import known_host
from springmass.measured.read import find_file
from springmass.scenario import loads, shipped

httpx = pytest.importorskip("httpx", reason="the lab's tests need httpx")
pytest.importorskip("starlette", reason="the lab needs starlette")
pytest.importorskip("uvicorn", reason="the lab needs uvicorn")

from springmass.lab.app import make_app  # noqa: E402

HOME = "http://127.0.0.1:8123"
STATE = {"scenario": "rbds001", "change": {"foot.ahead": "24 cm"}}


def question(state=STATE, seq=1, client="me"):
    return {"client": client, "seq": seq, "state": state}


async def send(app, method, path, **more):
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        return await client.request(method, path, **more)


def ask(app, method, path, **more):
    return asyncio.run(send(app, method, path, **more))


def upload(app, name, content, **more):
    headers = {"content-type": "application/octet-stream"}
    return ask(app, "POST", "/api/upload", params={"name": name, **more}, content=content, headers=headers)


@pytest.fixture
def app():
    return make_app("rbds001", port=8123)


def message(response):
    return response.json()["error"]["message"]


# ---- newest wins -------------------------------------------------------------------------------------------------


def test_only_the_newest_of_a_client_is_computed_and_the_others_are_let_go():
    computed, gate = [], threading.Event()

    def work(number):
        def compute():
            gate.wait(5)
            computed.append(number)
            return number

        return compute

    async def flood():
        newest = Newest()
        tasks = [asyncio.create_task(newest.answer("me", n, work(n), 5.0)) for n in range(1, 8)]
        await asyncio.sleep(0.02)
        assert (newest.running, newest.waiting) == (1, 1)
        gate.set()
        return await asyncio.gather(*tasks, return_exceptions=True), newest

    results, newest = asyncio.run(flood())
    assert results[0] == 1
    assert results[-1] == 7
    assert all(isinstance(one, Superseded) for one in results[1:-1])
    assert computed == [1, 7]
    assert (newest.running, newest.waiting) == (0, 0)


def test_a_late_old_question_is_refused():
    async def late():
        newest = Newest()
        assert await newest.answer("me", 9, lambda: "new", 5.0) == "new"
        with pytest.raises(Superseded):
            await newest.answer("me", 8, lambda: "old", 5.0)
        return await newest.answer("you", 8, lambda: "other", 5.0)

    assert asyncio.run(late()) == "other"


def test_few_are_computed_at_once_and_everybody_gets_a_turn():
    at_once, most, lock = 0, 0, threading.Lock()

    def work():
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.01)
        with lock:
            at_once -= 1
        return "done"

    async def many():
        newest = Newest(at_once=2)
        return await asyncio.gather(*(newest.answer(f"c{n}", 1, work, 5.0) for n in range(12)))

    assert asyncio.run(many()) == ["done"] * 12
    assert most == 2


def test_more_clients_than_may_wait_are_told():
    gate = threading.Event()

    async def crowd():
        newest = Newest(at_once=1, waiting=3)
        tasks = [asyncio.create_task(newest.answer(f"c{n}", 1, gate.wait, 5.0)) for n in range(6)]
        await asyncio.sleep(0.02)
        gate.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    results = asyncio.run(crowd())
    assert sum(isinstance(one, Crowded) for one in results) == 2
    assert results[:4] == [True] * 4


def test_time_is_up_and_the_place_is_free_when_the_thread_is_done():
    gate = threading.Event()

    async def slow():
        newest = Newest(at_once=1)
        with pytest.raises(TooSlow):
            await newest.answer("me", 1, gate.wait, 0.03)
        assert newest.running == 1  # nobody waits for it, but it is still there
        with pytest.raises(TooSlow):
            await newest.answer("you", 1, gate.wait, 0.03)
        assert newest.waiting == 0
        gate.set()
        return await newest.answer("you", 2, lambda: "free again", 5.0), newest

    result, newest = asyncio.run(slow())
    assert result == "free again"
    assert newest.running == 0


def test_who_goes_away_leaves_no_place_taken():
    gate = threading.Event()

    async def gone():
        newest = Newest(at_once=1)
        first = asyncio.create_task(newest.answer("a", 1, gate.wait, 5.0))
        second = asyncio.create_task(newest.answer("b", 1, gate.wait, 5.0))
        await asyncio.sleep(0.02)
        second.cancel()
        first.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        gate.set()
        assert await newest.answer("c", 1, lambda: 3, 5.0) == 3
        return newest

    newest = asyncio.run(gone())
    assert (newest.running, newest.waiting) == (0, 0)


def test_who_goes_away_in_the_moment_the_turn_comes_leaves_no_place_taken():
    gate = threading.Event()

    async def gone():
        newest = Newest(at_once=1)
        first = asyncio.create_task(newest.answer("a", 1, gate.wait, 5.0))
        second = asyncio.create_task(newest.answer("b", 1, lambda: "never", 5.0))
        await asyncio.sleep(0.02)
        gate.set()
        while newest.waiting:
            await asyncio.sleep(0)
        second.cancel()  # it has been given the place, and does not know yet
        found = await asyncio.gather(first, second, return_exceptions=True)
        return found, newest.running

    (first, second), running = asyncio.run(gone())
    assert first is True
    assert isinstance(second, asyncio.CancelledError)
    assert running == 0


def test_errors_come_through_and_free_the_place():
    async def wrong():
        newest = Newest(at_once=1)
        for number in range(3):
            with pytest.raises(ZeroDivisionError):
                await newest.answer("me", number, lambda: 1 / 0, 5.0)
        return newest.running

    assert asyncio.run(wrong()) == 0


def test_strangers_are_forgotten():
    async def strangers():
        newest = Newest()
        for number in range(1000):
            await newest.answer(f"c{number}", 1, lambda: None, 5.0)
        return newest.remembered

    assert asyncio.run(strangers()) <= 256


# ---- who may ask -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("127.0.0.1:8123", True),
        ("localhost:8123", True),
        ("LOCALHOST:8123", True),
        ("[::1]:8123", True),
        ("localhost:80", False),
        ("localhost", False),
        ("evil.example:8123", False),
        ("127.0.0.1.evil.example:8123", False),
        ("localhost:8123@evil.example", False),
        ("192.168.1.7:8123", False),
        ("", False),
        (None, False),
    ],
)
def test_host_of_a_server_for_this_machine(text, known):
    assert known_host(text, "127.0.0.1", 8123) is known


def test_host_of_a_server_for_a_network_is_a_number_never_a_name():
    assert known_host("192.168.1.7:8123", "0.0.0.0", 8123)
    assert known_host("teacher.local:8123", "teacher.local", 8123)
    assert not known_host("evil.example:8123", "0.0.0.0", 8123)


@pytest.mark.parametrize("host", ["evil.example:8123", "localhost:1", "127.0.0.1"])
@pytest.mark.parametrize("path", ["/", "/static/lab.js", "/api/start", "/nothing"])
def test_other_hosts_are_refused(app, host, path):
    response = ask(app, "GET", path, headers={"host": host})
    assert response.status_code == 421
    assert "own address" in message(response)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:8123", "http://127.0.0.1:9"])
def test_other_pages_are_refused(app, origin):
    response = ask(app, "POST", "/api/answer", json=question(), headers={"origin": origin})
    assert response.status_code == 403


def test_other_sites_are_refused_by_the_browsers_own_word(app):
    response = ask(app, "GET", "/api/start", headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_form_can_send_is_refused(app, kind):
    body = json.dumps(question())
    response = ask(app, "POST", "/api/answer", content=body, headers={"content-type": kind})
    assert response.status_code == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_refused(app, method):
    assert ask(app, method, "/").status_code == 405


def test_wrong_method_of_a_known_address(app):
    assert ask(app, "GET", "/api/answer").status_code == 405
    assert ask(app, "POST", "/", json={}).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//lab.js",
        "/static/",
        "/static/lab.js/",
        "/static/index.html",
        "/etc/passwd",
        "/api/take/../../etc/passwd",
        "/favicon.ico",
    ],
)
def test_only_the_table_of_files_is_served(app, path):
    response = ask(app, "GET", path)
    assert response.status_code in (404, 405)
    assert "import" not in response.text


def test_headers_on_everything(app):
    for path in ("/nothing", "/api/start?s=nobody"):
        headers = ask(app, "GET", path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in headers
    assert "content-security-policy" in ask(app, "GET", "/", headers={"host": "evil.example"}).headers


# ---- sizes and nonsense ------------------------------------------------------------------------------------------


def test_a_question_too_large_is_refused_by_its_word_and_by_its_bytes(app):
    large = json.dumps(question({"scenario": "", "text": "#" * 70_000}))
    kind = {"content-type": "application/json"}
    assert ask(app, "POST", "/api/answer", content=large, headers=kind).status_code == 413
    word = {**kind, "content-length": "70000"}
    assert ask(app, "POST", "/api/answer", content=b"{}", headers=word).status_code == 413

    async def parts():
        for _ in range(8):
            yield b" " * 10_000

    response = ask(app, "POST", "/api/answer", content=parts(), headers=kind)  # without Content-Length
    assert response.status_code == 413
    assert "64 kB" in message(response)


def test_an_address_too_long_is_refused(app):
    assert ask(app, "GET", "/api/start?t=" + "a" * 40_000).status_code == 414


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"null",
        b"[" * 30_000,
        b'{"state": 3}',
        b'{"state": {}, "seq": -1}',
        b'{"state": {}, "seq": 1.5}',
        b'{"state": {}, "seq": true}',
        b'{"state": {}, "seq": 1e400}',
        b'{"state": {}, "seq": 1, "client": 7}',
        b'{"state": {}, "seq": 1, "client": "' + b"x" * 100 + b'"}',
        b'{"state": {"nonsense": 1}, "seq": 1}',
        b'{"state": {"scenario": "../../etc/passwd"}, "seq": 1}',
        b'{"state": {"scenario": "rbds001", "change": {"foot.ahead": "nan cm"}}, "seq": 1}',
    ],
)
def test_nonsense_gets_one_sentence(app, body):
    response = ask(app, "POST", "/api/answer", content=body, headers={"content-type": "application/json"})
    assert response.status_code in (200, 422)
    assert message(response).strip()
    assert "Traceback" not in response.text


def test_what_goes_wrong_inside_stays_inside(app, monkeypatch, caplog):
    import springmass.lab.answer

    def broken(state):
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr(springmass.lab.answer, "answer", broken)
    response = ask(app, "POST", "/api/answer", json=question())
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert "secret" in caplog.text  # but whoever started the lab can see it


def test_an_answer_that_takes_too_long_is_a_sentence(monkeypatch):
    import springmass.lab.answer

    gate = threading.Event()
    monkeypatch.setattr(springmass.lab.answer, "answer", lambda state: gate.wait(5) and {})
    response = ask(make_app(port=8123, seconds=0.05), "POST", "/api/answer", json=question())
    gate.set()
    assert response.status_code == 503
    assert "longer than 0.05 seconds" in message(response)


# ---- answers -----------------------------------------------------------------------------------------------------


def test_the_answer_is_that_of_the_library(app):
    from springmass.lab.answer import answer
    from springmass.lab.state import state_of

    found = ask(app, "POST", "/api/answer", json=question(seq=17)).json()
    assert found.pop("seq") == 17
    own = answer(state_of(STATE))
    own.pop("seq", None)
    assert found == json.loads(json.dumps(own))


def test_numbers_are_those_of_the_command_line(app):
    found = ask(app, "POST", "/api/answer", json=question(seq=1)).json()
    told = {one["name"]: one for one in found["numbers"]}
    answered = sm.what_if(sm.find_gait("rbds001"), {"foot.ahead": "24 cm"})
    for name in ("takeoff_angle", "contact_time", "peak_vertical_force"):
        assert told[name]["now"] == pytest.approx(answered.after[name].value, rel=1e-4)
        assert told[name]["baseline"] == pytest.approx(answered.before[name].value, rel=1e-4)


def test_start_has_everything_the_page_needs(app):
    found = ask(app, "GET", "/api/start").json()
    assert {"state", "sliders", "groups", "asks", "presets", "lessons", "runners26", "answer"} <= set(found)
    assert found["state"]["scenario"] == "rbds001"
    other = ask(app, "GET", "/api/start", params={"s": "seyfarth", "foot.angle_of_attack": "70deg"}).json()
    assert other["state"]["scenario"] == "seyfarth"
    assert other["state"]["change"] == {"foot.angle_of_attack": "70 deg"}


def test_start_with_a_runner_of_ones_own():
    text = shipped("seyfarth").read_text("utf-8")
    found = ask(make_app("", text, port=8123), "GET", "/api/start").json()
    assert found["state"]["text"] == text


def test_500_rapid_questions_leave_nothing_behind(app):
    warm = ask(app, "POST", "/api/answer", json=question(seq=1))
    assert warm.status_code == 200
    threads = threading.active_count()

    async def flood(first):
        async def one(number):
            state = {**STATE, "change": {"foot.ahead": f"{20 + 0.01 * (number % 500):.2f} cm"}}
            return await send(app, "POST", "/api/answer", json=question(state, number))

        responses = await asyncio.gather(*(one(first + n) for n in range(500)))
        return [response.status_code for response in responses], responses[-1].json(), len(asyncio.all_tasks())

    began = time.perf_counter()
    codes, last, tasks = asyncio.run(flood(1000))
    took = time.perf_counter() - began
    assert set(codes) == {200, 409}
    assert codes[-1] == 200
    assert last["seq"] == 1499
    assert codes.count(200) < 50  # those that came while another was computed were let go
    assert tasks == 1
    for _ in range(100):  # the last thread says its answer just before it ends
        if threading.active_count() > threads:
            time.sleep(0.01)
    assert threading.active_count() <= threads
    assert took < 10.0
    gc.collect()
    tracemalloc.start()
    asyncio.run(flood(2000))
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    asyncio.run(flood(3000))
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 1_000_000


# ---- uploads -----------------------------------------------------------------------------------------------------


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where temporary files go, for this test alone."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_a_scenario_is_taken_as_it_is(app):
    text = shipped("slingshot").read_bytes()
    found = upload(app, "mine.toml", text).json()
    assert found["state"] == {"scenario": "", "text": text.decode()}
    answered = ask(app, "POST", "/api/answer", json=question(found["state"])).json()
    assert answered["error"] is None


def test_a_recording_becomes_a_runner(app, temporary):
    file = find_file("watch.csv")
    response = upload(app, "C:\\Users\\me\\Sunday run.csv", file.read_bytes(), mass="70 kg", height="1.75 m", lap="2")
    assert response.status_code == 200, response.text
    found = response.json()
    runner = loads(found["state"]["text"])
    own = sm.fit(file, mass="70 kg", height="1.75 m", lap="2").scenario
    assert runner.leg == own.leg
    assert runner.gait == own.gait
    assert "Sunday run.csv" in found["title"]
    assert found["notes"]
    assert not re.search(r"springmass-|/tmp/", response.text)
    assert not list(temporary.iterdir())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("run.gpx", b"<gpx/>", "neither a scenario nor a recording"),
        ("", b"x", "neither a scenario nor a recording"),
        ("run.toml", b"[leg", "not valid TOML"),
        ("run.toml", b"\xff\xfe", "UTF-8"),
        ("run.fit", b"nothing of the kind", "run.fit"),
        ("run.c3d", b"\0" * 2000, "run.c3d"),
        ("run.mot", b"garbage\n1 2 3\n", "run.mot"),
        ("../../run.csv", b"a,b\n1,2\n", "run.csv"),
    ],
)
def test_bad_files_get_one_message_with_their_own_name(app, name, content, said, temporary):
    response = upload(app, name, content)
    assert response.status_code == 422
    assert said in message(response)
    assert not re.search(r"springmass-|/tmp|\.\./|Traceback|recording\.\w", response.text)
    assert not list(temporary.iterdir())


def test_an_upload_too_large_is_refused_while_it_comes(app, temporary):
    sent = 0

    async def parts():
        nonlocal sent
        for _ in range(400):
            sent += 100_000
            yield b"\0" * 100_000

    response = upload(app, "run.fit", parts())
    assert response.status_code == 413
    assert "20 MB" in message(response)
    assert sent < 21_000_000
    assert not list(temporary.iterdir())


# ---- to take home ------------------------------------------------------------------------------------------------


def test_take_home(app):
    import io

    from PIL import Image

    starts = {}
    for kind in ("csv", "toml", "png", "gif"):
        response = ask(app, "POST", f"/api/take/{kind}", json=question())
        assert response.status_code == 200, response.text
        assert re.fullmatch(
            rf'attachment; filename="springmass-[a-z0-9-]+\.{kind}"', response.headers["content-disposition"]
        )
        starts[kind] = response.content
    assert Image.open(io.BytesIO(starts["png"])).size[0] > 500
    film = Image.open(io.BytesIO(starts["gif"]))
    assert film.n_frames > 20
    film.close()
    scenario = loads(starts["toml"].decode())
    assert [one.change for one in scenario.what_if] == [{"foot.ahead": "=24 cm"}]
    rows = starts["csv"].decode().splitlines()
    assert len(rows) > 100
    assert ask(app, "POST", "/api/take/exe", json=question()).status_code == 404
    assert ask(app, "POST", "/api/take/csv", json=question({"scenario": "nobody"})).status_code == 422


# ---- the real thing ----------------------------------------------------------------------------------------------


@pytest.fixture
def started():
    running = []

    def start(*options, **environment):
        command = [sys.executable, "-m", "springmass", "lab", *options]
        clean = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env={**clean, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", **environment},
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests in the background have it ignored
        )
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def address(process):
    lines = []
    while "http://" not in (line := process.stdout.readline()):
        lines.append(line)
        assert line, f"the lab ended: {lines}"
    return re.search(r"http://\S+/", line)[0], lines


def test_a_lab_starts_answers_and_ends(started):
    process = started("seyfarth", "--no-browser")
    home, _ = address(process)
    page = httpx.get(home)
    assert page.status_code == 200
    assert "/static/lab.js" in page.text
    assert "server" not in page.headers
    assert httpx.get(home, headers={"host": "evil.example"}).status_code == 421
    assert httpx.get(home + "api/start").json()["state"]["scenario"] == "seyfarth"
    again = httpx.get(home, headers={"if-none-match": page.headers["etag"]})
    assert again.status_code == 304
    other = started("--no-browser", "--port", re.search(r":(\d+)/", home)[1])
    said, _ = other.communicate(timeout=20)
    assert other.returncode == 2
    assert "--port" in said
    assert "Traceback" not in said
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=10)
    assert process.returncode == 0
    assert rest.strip() == "The lab is closed."


def test_the_next_free_port_is_taken_and_a_network_is_warned_of(started):
    from springmass.lab.serve import PORT

    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("0.0.0.0", PORT))
            taken.listen()
        except OSError:
            pass  # something else has it, as good
        process = started("--no-browser", "--host", "0.0.0.0")
        home, warnings = address(process)
    assert f":{PORT}/" not in home
    assert "no password" in "".join(warnings)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 0


def test_wrong_scenario_and_host_are_one_message(started):
    for options, said in ((["rbds01"], "rbds001"), (["--host", "no such host"], "--host")):
        process = started("--no-browser", *options)
        text, _ = process.communicate(timeout=20)
        assert process.returncode == 2
        assert said in text
        assert "Traceback" not in text


def test_small_parts_of_an_answer_do_not_wait_for_each_other():
    """asyncio switches Nagle's algorithm off only where a socket says it is TCP; it costs 40 ms an answer otherwise."""
    from springmass.lab.serve import free_socket

    with free_socket("127.0.0.1", None) as one:
        assert one.proto == socket.IPPROTO_TCP


@pytest.mark.parametrize(
    ("environment", "seen"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({}, False),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22"}, False),
        ({"DISPLAY": ":0", "CI": "true"}, False),
    ],
)
def test_the_browser_opens_only_where_somebody_sees_it(environment, seen, monkeypatch):
    from springmass.lab.serve import has_screen

    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "CI"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", "linux")
    assert has_screen() is seen


def test_a_scenario_file_of_ones_own_and_one_too_long(tmp_path):
    from springmass.lab.serve import beginning

    file = tmp_path / "mine.toml"
    text = shipped("seyfarth").read_text("utf-8")
    file.write_text(text, encoding="utf-8")
    assert beginning(file) == ("", text)
    file.write_text(text + "#" * 20_000, encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.toml"):
        beginning(file)


def test_without_the_libraries_the_extra_is_named(monkeypatch):
    import springmass.errors
    from springmass.lab.serve import serve

    real = springmass.errors.find_spec
    monkeypatch.setattr(springmass.errors, "find_spec", lambda name: None if name == "uvicorn" else real(name))
    with pytest.raises(InputError, match=r"springmass\[lab\]"):
        serve()
