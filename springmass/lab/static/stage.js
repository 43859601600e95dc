// The stage: the film, its buttons, and the foot to drag.

import { finite, fresh, make, setText } from "./small.js";
import { pointAt, phaseAt, timeAt, momentOf } from "./film.js";
import { colours, resized, sharp, faded, write, writeLines } from "./pen.js";
import { viewOf, seenFrom, drawGround, drawRunner } from "./runner.js";
import { drawForces, drawMarks, drawMass, drawHandle } from "./marks.js";
import { drawSlingshot } from "./slingshot.js";
import { radios } from "./controls.js";

const RATES = [[1, "1"], [0.5, "1/2"], [0.2, "1/5"], [0.1, "1/10"]];
const WEIGHT = 16; // of a runner who is a weight on a spring [px]
const FRAME = 0.01; // one press of an arrow key [s]

/** Canvas with the runner, its buttons and legend. `onFoot(ahead)` is called while the foot is dragged [m]. */
export function makeStage(root, { onFoot, onTick }) {
  const canvas = make("canvas", { class: "runner", role: "img", "aria-label": "The runner" });
  const frame = make("div", { class: "frame", tabindex: "0", role: "group", "aria-label": "The runner. Space plays and pauses, left and right arrow step through the film, with Shift they move the foot." }, canvas);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const film = { now: null, ghost: null, ghostName: "before", time: 0, step: 0, travelled: 0, playing: !still, rate: 0.2, hold: 0, dirty: true, slingshot: false, ghostShown: true, message: "", drag: null, asked: null, ahead: null, bodyLine: false, asking: false };
  let paint = colours(root), last = 0, running = 0;

  const playButton = make("button", { type: "button", class: "play" });
  const button = (text, name, action) => make("button", { type: "button", "aria-label": name, title: name, text, onclick: action });
  const back = button("◀︎❘", "One frame back", () => step(-1));
  const on = button("❘▶︎", "One frame on", () => step(1));
  const rate = radios("Speed", RATES.map(([value, text]) => ({ value: String(value), text })), "0.2", (value) => (film.rate = Number(value)), "speeds");
  const sling = make("button", { type: "button", "aria-pressed": "false", text: "Slingshot view", onclick: () => setSlingshot(!film.slingshot) });
  const ghostBox = make("input", { type: "checkbox", id: fresh("ghost"), checked: true, onchange: () => { film.ghostShown = ghostBox.checked; redraw(); } });
  const pin = make("button", { type: "button", text: "Pin this run", title: "Keep this run as the outline to compare with", "aria-pressed": "false" });
  const jump = make("select", { id: fresh("jump") });
  for (const [value, text] of [["", "Go to …"], ["touchdown", "touchdown"], ["midstance", "midstance"], ["takeoff", "takeoff"], ["apex", "highest point"]]) jump.append(make("option", { value, text }));
  jump.addEventListener("change", () => { goTo(jump.value); jump.value = ""; });
  const bar = make("div", { class: "transport" }, playButton, back, on, rate.element, make("label", { class: "hidden", for: jump.id, text: "Go to an instant" }), jump, sling,
    make("span", { class: "check" }, ghostBox, make("label", { for: ghostBox.id, text: "Outline" })), pin);
  const ghostWord = make("span", { text: "before the change" }), ghostItem = make("li", {}, make("span", { class: "key ghost", "aria-hidden": "true" }), ghostWord);
  const legend = make("ul", { class: "legend", "aria-label": "What is drawn" }, ...[["leg", "leg on the ground: the model's"], ["spring", "leg as a spring"], ["push", "push of the ground"], ["plumb", "plumb line from the hip at midstance"], ["takeoff", "takeoff"], ["swing", "swing leg and arms: drawing only"]].map(([key, text]) => make("li", {}, make("span", { class: `key ${key}`, "aria-hidden": "true" }), text)),
    ghostItem);
  const element = make("section", { class: "card stage", "aria-label": "The runner" }, frame, bar, legend);

  const redraw = () => { film.dirty = true; wake(); };
  const wake = () => { if (!running) running = requestAnimationFrame(tick); };

  function setPlaying(playing) {
    film.playing = playing;
    describe();
    redraw();
  }
  function setSlingshot(shown) {
    film.slingshot = shown;
    sling.setAttribute("aria-pressed", String(shown));
    describe();
    redraw();
  }
  function step(frames) {
    setPlaying(false);
    advance(frames * FRAME);
    redraw();
  }
  function goTo(mark) {
    const p = film.now;
    if (!p || !mark) return;
    setPlaying(false);
    film.time = mark === "touchdown" ? p.touchdown : mark === "takeoff" ? p.takeoffTime : mark === "midstance" ? p.midstance?.t ?? p.touchdown : 0;
    redraw();
  }
  playButton.addEventListener("click", () => film.stale || setPlaying(!film.playing));
  frame.addEventListener("keydown", (event) => {
    const along = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === " ") film.stale || setPlaying(!film.playing);
    else if (along && event.shiftKey && film.ahead !== null) onFoot(film.ahead + along * 0.005);
    else if (along) step(along);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function nextStep(time) {
    film.time = time;
    film.step++;
    film.travelled += film.now.travel;
  }

  /** Time goes on; at the end of the step the next one begins, on the other leg. */
  function advance(seconds) {
    const p = film.now;
    if (!p) return;
    film.time += seconds;
    if (film.playing && !p.periodic && film.time >= p.end) { // shown again and again: a rest at its end says so
      film.time = p.end - 1e-6;
      film.hold = p.outcome && p.outcome !== "RUNNING" ? 1.6 : 0.5;
      return;
    }
    while (film.time >= p.end) nextStep(film.time - p.end);
    while (film.time < 0) {
      film.time += p.end;
      film.step--;
      film.travelled -= p.travel;
    }
  }

  function tick(now) {
    running = 0;
    const passed = Math.min((now - last) / 1000, 0.1);
    last = now;
    if (film.playing && !film.drag && film.now && !film.slingshot && !film.stale) {
      if (film.hold > 0) {
        film.hold -= passed;
        if (film.hold <= 0) nextStep(0);
      } else advance(passed * film.rate);
      film.dirty = true;
    }
    if (film.dirty) drawNow();
    if (film.playing && !film.drag && !film.slingshot && !film.stale && canvas.clientWidth && !document.hidden) wake(); // in a hidden tab it rests
  }

  function drawNow() {
    film.dirty = false;
    draw();
    onTick(film);
  }

  function draw() {
    const { pen, width, height } = sharp(canvas), p = film.now, ghost = film.ghostShown ? film.ghost : null;
    if (film.slingshot) drawSlingshot(pen, width, height, film.stale ? null : p, film.stale ? p : film.ghost, film.stale ? "before" : film.ghostName, paint);
    else {
      pen.fillStyle = paint.sky;
      pen.fillRect(0, 0, width, height);
      if (p) drawScene(pen, width, height, p, ghost);
    }
    const low = film.slingshot; // below its title
    if (film.message) writeLines(pen, film.message, low ? width / 2 : width * (width < 520 ? 0.57 : 0.6), low ? (width < 520 ? 64 : 56) : 34, width * (low ? 0.9 : 0.38), { align: low ? "center" : "left", width, colour: paint.warn, halo: paint.card, size: width < 520 ? 13 : 18, weight: 700 });
    if (p && !film.slingshot && !film.asking) write(pen, momentOf(p, film.time), 12, 18, { colour: paint.muted, halo: paint.card, size: 13, weight: 500 });
  }

  function drawScene(pen, width, height, p, ghost) {
    const view = viewOf(width, height, p, film.ghost), bodyX = pointAt(p, "mass", film.time)[0];
    film.view = view;
    drawGround(pen, view, film.travelled + bodyX - p.mass[0][0], paint);
    if (ghost) {
      const time = timeAt(ghost, phaseAt(p, film.time)), mass = pointAt(ghost, "mass", time);
      if (ghost.plain) drawMass(pen, seenFrom(view, mass[0])(mass), { ...paint, ink: paint.base }, WEIGHT);
      else drawRunner(pen, view, ghost, time, film.step, mass[0], paint, paint.base);
    }
    // Faded where it is not what was asked for, but the runner before the change.
    faded(pen, film.stale ? 0.3 : 1, (on) => {
      if (!p.plain) drawRunner(on, view, p, film.time, film.step, bodyX, paint, null, film.stale);
      if (!film.asking) drawMarks(on, view, p, film.time, bodyX, paint, film.bodyLine);
      drawForces(on, view, p, film.time, bodyX, paint);
      drawMass(on, seenFrom(view, bodyX)(pointAt(p, "mass", film.time)), paint, p.plain ? WEIGHT : undefined);
    });
    if (film.ahead !== null) drawHandle(pen, view, film.ahead, paint, { held: Boolean(film.drag), asked: film.asked, hint: film.hint && !film.drag });
  }

  /** Dragging: the runner stands still at touchdown, the foot goes where the pointer goes. */
  function takeHold(event) {
    if (event.button || film.slingshot || !film.now || !film.view || film.ahead === null) return;
    const box = canvas.getBoundingClientRect(), y = event.clientY - box.top;
    if (y < film.view.ground - 0.32 * film.view.tall * film.view.scale) return;
    event.preventDefault();
    frame.focus({ preventScroll: true });
    frame.setPointerCapture(event.pointerId);
    film.drag = { from: event.clientX, ahead: film.ahead, gain: event.pointerType === "touch" ? 0.5 : 1 }; // a finger is coarse
    film.time = film.now.touchdown;
    frame.classList.add("held");
    redraw();
  }
  function pull(event) {
    if (!film.drag) return;
    film.asked = film.drag.ahead + (film.drag.gain * (event.clientX - film.drag.from)) / film.view.scale;
    film.asked = onFoot(film.asked) ?? film.asked;
    redraw();
  }
  function letGo() {
    if (!film.drag) return;
    film.drag = film.asked = null;
    frame.classList.remove("held");
    last = performance.now();
    redraw();
  }
  frame.addEventListener("pointerdown", takeHold);
  frame.addEventListener("pointermove", pull);
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) frame.addEventListener(name, letGo);

  /** The picture in words, for those who do not see it. */
  function describe() {
    const p = film.now;
    setText(playButton, film.playing && !film.stale ? "❚❚ Pause" : "▶︎ Play");
    if (!p) return;
    const parts = [film.slingshot ? "Both takeoffs from one point." : `The runner from the side, ${film.stale ? "standing still" : film.playing ? "running" : "paused"}.`];
    if (film.message) parts.push(film.message);
    if (finite(film.ahead)) parts.push(`The foot lands ${(film.ahead * 100).toFixed(1)} cm ahead of the body.`);
    if (p.midstance?.text && !film.asking) parts.push(`At midstance: ${p.midstance.text}${film.bodyLine && p.midstance.mass_text ? `, ${p.midstance.mass_text}` : ""}.`);
    if (finite(p.takeoff?.angle_deg) && !film.asking) parts.push(`Takeoff at ${p.takeoff.angle_deg.toFixed(1)} degrees` + (film.ghost?.takeoff ? `, ${film.ghostName} ${film.ghost.takeoff.angle_deg?.toFixed(1)}.` : "."));
    canvas.setAttribute("aria-label", parts.join(" "));
  }

  /** Shows other pictures; the film goes on from the same instant of the step. */
  function show({ now, ghost, ghostName, message, ahead, stale, hint }) {
    const first = !film.now;
    film.hold = 0;
    // Who stands at midstance stays there, wherever in the contact it has moved; others at the same share of it.
    const middle = film.now && film.time === film.now.midstance?.t ? now?.midstance?.t : null;
    if (now && film.now && !film.drag) film.time = middle ?? timeAt(now, phaseAt(film.now, film.time));
    Object.assign(film, { now, ghost, ghostName, message, ahead, stale, hint });
    // It opens where the lab's question is: at midstance, with the plumb line under the hip one sees.
    if (now && (first || film.drag)) film.time = first && !film.asking ? now.midstance?.t ?? now.touchdown : now.touchdown;
    setText(ghostWord, ghostName === "before" ? "before the change" : ghostName);
    ghostItem.hidden = !ghost;
    describe();
    drawNow(); // an answer is drawn at once: the next frame shows it, not the one after
    wake();
  }
  /** What is seen is not what was asked for: it is dimmed and stands still. */
  function dim(message) {
    Object.assign(film, { stale: true, message, hint: false });
    describe();
    redraw();
  }
  /** Draws besides the plumb line where the body is over the pressure. */
  function showBodyLine(shown) {
    film.bodyLine = shown;
    describe();
    redraw();
  }
  /** While a class predicts, nothing on the page tells what is asked: no marks, no shares of contact, no curves or numbers. */
  function asking(on) {
    film.asking = on;
    if (on && film.now) film.time = film.now.touchdown; // not where the answer can be seen
    root.classList.toggle("asking", on);
    for (const one of jump.options) if (one.value === "midstance") one.disabled = on;
    sling.disabled = on;
    if (on && film.slingshot) setSlingshot(false);
    describe();
    redraw();
  }
  /** Stands still at a named instant; `goOn` plays again if it did before. */
  let played = false;
  function rest(mark) {
    played ||= film.playing;
    goTo(mark);
  }
  function goOn() {
    if (played) setPlaying(true);
    played = false;
  }
  const watch = new ResizeObserver((entries) => { resized(entries); redraw(); });
  watch.observe(canvas);
  const onVisible = () => { last = performance.now(); redraw(); };
  document.addEventListener("visibilitychange", onVisible);
  const stop = () => { watch.disconnect(); cancelAnimationFrame(running); document.removeEventListener("visibilitychange", onVisible); };
  setPlaying(film.playing);
  return { element, canvas, film, pin, show, dim, showBodyLine, asking, rest, goOn, redraw, stop, setSlingshot, repaint: () => { paint = colours(root); redraw(); } };
}
