// The page: its parts, and what happens between them.

import { clamp, finite, decimals, fresh, make, tidy, setText, save } from "./small.js";
import { MIDSTANCES, FOOT, copyOf, toQuery } from "./state.js";
import { prepare } from "./film.js";
import { colours, font } from "./pen.js";
import { radios, makeSlider, makeChoice } from "./controls.js";
import { makeStage } from "./stage.js";
import { fillTable, makeFigures } from "./figures.js";
import { byName, makeLessons } from "./lessons.js";
import { makeAsker } from "./asking.js";
import { makeRecording } from "./recording.js";
import { followTheme } from "./theme.js";

const listOf = (ways) => (Array.isArray(ways) ? ways : Object.entries(ways ?? {}).map(([name, way]) => ({ name, ...way })));

/** Builds the lab inside `root`. */
export function mount(root, options) {
  const page = Boolean(options.url) || Boolean(root.closest(".smlab-page")); // a page of its own, not a notebook's cell
  const lab = { state: copyOf(options.start.state), start: options.start, answer: null, pinned: null, pinnedByHand: false, headline: "", headlineStays: false, home: {}, sliders: new Map(), place: null };
  root.classList.add("smlab");
  root.dataset.answered = "0";
  const stopTheme = followTheme(root, () => { stage.repaint(); figures.repaint(); });

  const asker = makeAsker(options.fetchAnswer, { onAnswer: receive, onTrouble: trouble });
  const stage = makeStage(root, { onFoot: placeFoot, onTick: (film) => { figures.follow(film); if (film.now && root.dataset.drawn !== root.dataset.answered) root.dataset.drawn = root.dataset.answered; } });
  const figures = makeFigures(root);
  const lessons = makeLessons(options.start.lessons ?? [], { ask: (state) => (become(state, false), asker.answer(lab.state)), keep: (on) => { if (on || !lab.pinnedByHand) pinRun(on ? lab.current : null, "before"); }, stage,
    headline: (text, stays) => { Object.assign(lab, { headline: text, headlineStays: stays }); sayVerdict(); },
    onPlace: (name, step) => { lab.place = { name, step }; toLesson.hidden = false; remember(); },
    onLeave: () => { Object.assign(lab, { place: null, headline: "" }); toLesson.hidden = true; setLesson(""); options.home ? become(options.home) : sayVerdict(); remember(); } });

  // The parts of the page.
  const verdict = make("p", { class: "verdict", role: "status", "aria-live": "polite" });
  const problem = make("p", { class: "trouble", role: "alert", hidden: true });
  const outcome = make("p", { class: "outcome", hidden: true });
  const presetId = fresh("preset"), lessonId = fresh("lesson"), midId = fresh("midstance"), fileId = fresh("file");
  const preset = make("select", { id: presetId, onchange: () => choose(preset.value) });
  const lessonSelect = make("select", { id: lessonId, onchange: () => { lessons.open(lessonSelect.value); if (lessonSelect.value) comeIntoView(lessons.element); } }, make("option", { value: "", text: "none: explore freely" }), ...(options.start.lessons ?? []).map((one) => make("option", { value: one.name, text: one.title })));
  const toLesson = make("button", { type: "button", text: "To the question", hidden: true, onclick: () => { comeIntoView(lessons.element); lessons.focus(); } });
  const setLesson = (name) => (lessonSelect.value = name);
  /** Where the page is one column, a panel may be far below. */
  const comeIntoView = (element) => requestAnimationFrame(() => element.scrollIntoView({ block: root.clientWidth <= 860 ? "start" : "nearest" }));
  const file = make("input", { type: "file", id: fileId, class: "hidden", onchange: () => { take(file.files[0]); file.value = ""; } });
  const recording = makeRecording(take);
  const controls = make("section", { class: "card controls", "aria-label": "Controls" });
  const sentences = make("ul", { class: "sentences" }), adjusted = make("div", { class: "adjusted" });
  const numbers = make("table", { class: "numbers" });
  const copied = make("span", { class: "copied", role: "status" });

  const top = make(page ? "header" : "div", { class: "top" },
    make("div", { class: "title" }, make(page ? "h1" : "h2", { text: "The running lab" }), make("p", { text: "A runner is a mass on a spring leg. Move the foot and see what happens." })),
    make("div", { class: "pick" }, make("div", {}, make("label", { for: presetId, text: "Runner" }), preset),
      options.start.lessons?.length ? make("div", {}, make("label", { for: lessonId, text: "Lesson" }), make("div", { class: "beside" }, lessonSelect, toLesson)) : null,
      options.upload ? make("div", { class: "drop" }, file, make("button", { type: "button", text: "Your own recording …", title: "A watch file, a force recording or a scenario; or drop it anywhere on the page", onclick: () => file.click() }), make("label", { for: fileId, class: "hidden", text: "Recording or scenario file" })) : null, recording.laps));
  const takeAway = make("section", { class: "card take", "aria-label": "Share and take away" }, make("h2", { text: "Share and take away" }), makeTakes());
  const words = make("section", { class: "card words", "aria-label": "In words" }, make("h2", { text: "In words" }), outcome, sentences, adjusted);
  const table = make("section", { class: "card table", "aria-label": "Numbers" }, make("h2", { text: "Numbers" }), make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Numbers, now and before" }, numbers));
  const plots = make("section", { class: "plots", "aria-label": "Plots" }, ...figures.elements);
  const credit = make("p", { class: "credit", text: options.start.runners26?.attribution ?? "" });
  const side = make(page ? "aside" : "div", { class: "side", "aria-label": "What you can change", role: page ? null : "group" }, lessons.element, controls);
  const body = make(page ? "main" : "div", { class: "body" }, make("div", { class: "said" }, verdict, problem, recording.element),
    make("div", { class: "bench" }, stage.element, side, make("div", { class: "rest" }, plots, credit, make("div", { class: "pair" }, make("div", { class: "column" }, words, takeAway), table))));
  root.replaceChildren(top, body);

  // ---- changing the state

  function changed() {
    if (!lab.headlineStays) lab.headline = ""; // an answer stands as long as nobody moves on; a question until it is answered
    asker.ask(lab.state);
    remember();
    markSliders();
  }

  /** Another state altogether: from a lesson, a reset, a file, or from outside. */
  function become(state, send = true) {
    const other = state.scenario !== lab.state.scenario || (state.text ?? "") !== lab.state.text;
    lab.state = copyOf({ text: "", runner: {}, change: {}, ask: "one step", midstance: MIDSTANCES[0], ...state });
    if (other) {
      recording.clear(); // what was said about another runner
      refreshStart();
    } else showPanel();
    if (send) changed();
    remember();
  }

  /** Sliders and ways of asking belong to a runner; another runner brings his own. */
  async function refreshStart() {
    showPanel();
    if (!options.fetchStart) return;
    const asked = JSON.stringify([lab.state.scenario, lab.state.text]);
    try {
      const start = await options.fetchStart(lab.state);
      if (start?.sliders && asked === JSON.stringify([lab.state.scenario, lab.state.text])) {
        lab.start = { ...lab.start, sliders: start.sliders, groups: start.groups ?? lab.start.groups, asks: start.asks ?? lab.start.asks };
        if (start.runners26) Object.assign(lab.start, { runners26: start.runners26 });
        buildControls();
        if (lab.answer) placeSliders(lab.answer);
      }
    } catch { /* the answer itself says what is wrong */ }
  }

  const homeOf = (slider) => (slider.of === "runner" ? "runner" : "change");

  function move(slider, value) {
    const text = typeof value === "number" ? `${Number(value.toFixed(decimals(slider.step) + 1))} ${slider.unit}`.trim() : value;
    lab.state[homeOf(slider)][slider.name] = text;
    changed();
  }
  function reset(slider) {
    delete lab.state[homeOf(slider)][slider.name];
    changed();
  }

  /** Puts the foot so far ahead of the body [m], to the step of its slider; gives where it was put. */
  function placeFoot(ahead) {
    const found = lab.sliders.get(FOOT);
    if (!found || found.input.disabled) return ahead;
    const { slider, input, set, nearest } = found, factor = slider.unit === "cm" ? 100 : slider.unit === "mm" ? 1000 : 1;
    const value = clamp(nearest(ahead * factor), Number(input.min), Number(input.max));
    set(value);
    move(slider, value);
    return value / factor;
  }

  function choose(name) {
    if (name) become({ ...lab.state, scenario: name, text: "", runner: {}, change: {} });
  }

  // ---- the panel

  function buildControls() {
    const ways = listOf(lab.start.asks), moving = { onMove: move, onReset: reset };
    lab.sliders.clear();
    lab.asks = radios("What do you ask?", ways.map((way) => ({ value: way.name, text: way.title ?? way.label ?? way.name, also: way.title && way.name, note: way.why || way.sentence || way.help || "", disabled: way.active === false })), lab.state.ask, (value) => { lab.state.ask = value; changed(); }, "asks");
    lab.midstance = make("select", { id: midId, onchange: () => { lab.state.midstance = lab.midstance.value; changed(); } }, ...(lab.start.midstances ?? MIDSTANCES).map((one) => make("option", { value: one.name ?? one, text: one.title ?? one.label ?? one.name ?? one })));
    const help = make("input", { type: "checkbox", id: fresh("explain"), checked: controls.classList.contains("explained"), onchange: () => controls.classList.toggle("explained", help.checked) });
    const groups = (lab.start.groups ?? []).map((one) => (typeof one === "string" ? { name: one, title: one } : one)).map((group) => {
      const plain = make("div"), more = make("details", { class: "more" }, make("summary", { text: `More: ${(group.title ?? group.name).toLowerCase()}` }));
      for (const slider of lab.start.sliders.filter((one) => one.group === group.name || one.group === group.title)) {
        const built = slider.kind === "select" ? makeChoice(slider, moving) : makeSlider(slider, moving);
        lab.sliders.set(slider.name, built);
        lab.home[slider.name] = slider.reset ?? slider.value;
        (slider.more ? more : plain).append(built.element);
        if (slider.more && lab.state[homeOf(slider)][slider.name]) more.open = true;
      }
      return make("fieldset", { class: "group" }, make("legend", { text: group.title ?? group.label ?? group.name }), plain, more.children.length > 1 ? more : null);
    });
    controls.replaceChildren(
      make("div", { class: "panelhead" }, make("h2", { text: "Change something" }), make("button", { type: "button", text: "Reset all", onclick: () => become({ scenario: lab.state.scenario, text: lab.state.text, midstance: lab.state.midstance, ask: lab.state.ask }) })),
      lab.asks.element, make("div", { class: "check explain" }, help, make("label", { for: help.id, text: "Explain each slider" })), ...groups,
      make("div", { class: "mid" }, make("label", { for: midId, text: "Midstance is" }), lab.midstance));
    showPanel();
  }

  /** Ways of asking, midstance and runner as the state has them. */
  function showPanel() {
    lab.asks?.set(lab.state.ask);
    if (lab.midstance) lab.midstance.value = lab.state.midstance;
    const presets = (lab.start.presets ?? []).map((one) => (typeof one === "string" ? { name: one, title: one } : one));
    const own = lab.state.text ? [{ name: "", title: lab.ownTitle ?? "your own runner" }] : [];
    const other = lab.state.scenario && !presets.some((one) => one.name === lab.state.scenario) ? [{ name: lab.state.scenario, title: lab.state.scenario }] : [];
    preset.replaceChildren(...[...own, ...other, ...presets].map((one) => make("option", { value: one.name, text: one.title ?? one.name })));
    preset.value = lab.state.text ? "" : lab.state.scenario;
    markSliders();
  }

  function markSliders() {
    for (const { slider, mark, explain } of lab.sliders.values()) {
      mark(slider.name in lab.state[homeOf(slider)], lab.home[slider.name]);
      explain(slider.active?.[lab.state.ask] === false ? slider.why?.[lab.state.ask] ?? "It does nothing in this way of asking." : "");
    }
  }

  function placeSliders(answer) {
    for (const [name, { slider, set }] of lab.sliders) {
      const stands = answer.sliders?.[name];
      if (!stands) continue;
      const own = name in lab.state[homeOf(slider)];
      if (!own && finite(stands.value) && answer.ask !== "matched") lab.home[name] = stands.value;
      set(own && finite(stands.value) ? parseFloat(lab.state[homeOf(slider)][name].replace("−", "-")) : stands.value, stands.text);
    }
    markSliders();
  }

  // ---- showing an answer

  function trouble(text) {
    problem.hidden = !text;
    setText(problem, text ?? "");
  }

  /** The sentence above everything; in a lesson the question, until it is answered, and no call to try something else. */
  function sayVerdict() {
    const said = lab.said ?? "";
    const words = lab.headline || (lab.place ? said.replace(/ Now drag the foot, or move a slider\.$/, "") : said);
    if (words) setText(verdict, words);
  }

  function receive(answer, seq) {
    const error = answer.error;
    const told = /^There is no steady running/.test(answer.verdict ?? "") ? answer.verdict.replace(/^[^:]*: /, "").replace(/\.$/, "") : ""; // said once is enough
    trouble(error && !(told && error.message.includes(told)) ? error.message : "");
    root.dataset.answered = String(seq);
    lab.said = answer.verdict || lab.said;
    sayVerdict();
    root.classList.toggle("stale", Boolean(error) && !answer.baseline);
    if (error && !answer.baseline) return stage.dim("No run to show: this is the runner seen last."); // what was seen last stays
    lab.answer = answer;
    showPictures();
    placeSliders(answer);
    lab.asks.explain(answer.ask, answer.asked);
    showWords(answer);
    showNumbers(answer);
  }

  function showPictures() {
    const answer = lab.answer, baseline = prepare(answer.baseline), now = prepare(answer.now);
    const unasked = !Object.keys(lab.state.change).length, nothing = unasked && answer.compared !== "runner" && !lab.pinned;
    const ghost = nothing ? null : lab.pinned ?? baseline, ghostName = lab.pinned ? lab.pinnedName : "before";
    const code = answer.outcome?.code ?? "RUNNING";
    const message = now ? (code === "RUNNING" ? "" : answer.outcome.message) : "No run to show: this is the runner before the change.";
    const shown = now ?? baseline, found = lab.sliders.get(FOOT), stands = answer.sliders?.[FOOT]?.value;
    const factor = found?.slider.unit === "cm" ? 0.01 : found?.slider.unit === "mm" ? 0.001 : 1;
    const ahead = now && finite(now.touchdown?.foot_ahead) ? now.touchdown.foot_ahead : finite(stands) ? stands * factor : null;
    stage.show({ now: shown, ghost: now ? ghost : null, ghostName, message, ahead: found ? ahead : null, stale: !now, hint: Boolean(found) && !found.input.disabled && !lab.place && !(FOOT in lab.state.change) });
    figures.band(lab.start.runners26?.speeds?.[answer.band] ?? null); // no band where nobody real moves like that
    credit.hidden = !answer.band;
    figures.update({ now, ghost: now ? ghost : baseline, ghostName: now ? ghostName : "before", stability: unasked && !lab.pinned ? unchanged(answer.stability) : answer.stability });
    lab.current = now;
  }

  /** What is said about stability where nothing was changed. */
  const unchanged = (stability) => stability && { ...stability, sentence: stability.sentence?.replace(/^Before the change, (.)/, (_, first) => first.toUpperCase()) };

  function showWords(answer) {
    const code = answer.outcome?.code ?? "RUNNING";
    outcome.hidden = code === "RUNNING";
    setText(outcome, code === "RUNNING" ? "" : answer.outcome.message);
    const ignored = (answer.ignored ?? []).map((one) => `${one.label ?? one.field}: ${one.why}`);
    sentences.replaceChildren(...[...(answer.sentences ?? []), ...ignored, ...(answer.notes ?? [])].map((text) => make("li", { text: tidy(text) })));
    const rows = answer.adjusted ?? [];
    adjusted.replaceChildren(...(rows.length ? [make("h3", { text: "What had to change for it" }), make("ul", {}, ...rows.map((one) => make("li", { text: tidy(`${one.label ?? one.field}: ${one.from} → ${one.to}`) })))] : []));
  }

  function showNumbers(answer) {
    const pinned = lab.pinned && lab.pinnedNumbers, comparing = !pinned && (Object.keys(lab.state.change).length > 0 || answer.compared === "runner");
    const more = (row) => (pinned ? [pinned.get(row.name)?.text_now ?? "–"] : comparing ? [row.text_baseline ?? "–", row.text_change ?? "–"] : []);
    const rows = (answer.numbers ?? []).map((row) => [row.label, row.text_now ?? "–", ...more(row)]);
    const caption = pinned ? (lab.pinnedByHand ? "This runner now, and the run you pinned" : "This runner now, and the one compared with") : comparing ? "This runner now, before the change, and the difference" : "This runner";
    fillTable(numbers, caption, ["measure", "now", ...(pinned ? [lab.pinnedName] : comparing ? ["before", "change"] : [])], rows);
    (answer.numbers ?? []).forEach((row, i) => {
      const line = numbers.tBodies[0].rows[i];
      line.dataset.metric = row.name;
      if (row.meaning || row.sign) line.cells[0].title = [row.meaning, row.sign].filter(Boolean).join(" ");
    });
  }

  // ---- share and take away

  let writing = 0;
  async function remember() {
    if (!options.url) return;
    clearTimeout(writing);
    writing = setTimeout(async () => { // browsers allow about a hundred of these in half a minute
      const query = await toQuery(lab.state, lab.place ? { lesson: lab.place.name, step: lab.place.step ? String(lab.place.step + 1) : "" } : {});
      try { history.replaceState(null, "", `${location.pathname}?${query}`); } catch { /* too many at once: the next one does */ }
    }, 350);
  }

  function makeTakes() {
    const box = make("div", { class: "takes" });
    const add = (text, title, action) => box.append(make("button", { type: "button", text, title, onclick: action }));
    if (options.url) add("Copy link", "The address of exactly this state", copyLink);
    add("Picture as seen (PNG)", "The runner as he stands above", pictureAsSeen);
    if (options.take) {
      const kinds = [["png", "Figure (PNG)", "A figure of this run, drawn for print"], ["gif", "Film (GIF)", "The runner running"], ["csv", "Table (CSV)", "The run, 200 rows a second"], ["toml", "Scenario (TOML)", "To ask it again: springmass what-if"]];
      for (const [kind, text, title] of kinds) if (!options.takes || options.takes.includes(kind)) add(text, title, (event) => takeHome(kind, event.currentTarget));
    }
    box.append(copied);
    return box;
  }
  async function copyLink() {
    const link = `${location.origin}${location.pathname}?${await toQuery(lab.state, lab.place ? { lesson: lab.place.name } : {})}`;
    try {
      await navigator.clipboard.writeText(link);
      setText(copied, "Link copied.");
    } catch {
      setText(copied, link);
    }
  }
  function pictureAsSeen() {
    const { canvas } = stage, ratio = canvas.width / canvas.getBoundingClientRect().width, band = 44 * ratio;
    const sheet = make("canvas", { width: canvas.width, height: canvas.height + band }), pen = sheet.getContext("2d"), paint = colours(root);
    pen.fillStyle = paint.card;
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.drawImage(canvas, 0, band);
    pen.fillStyle = paint.ink;
    pen.font = font(14 * ratio, 600);
    pen.fillText(verdict.textContent, 12 * ratio, 28 * ratio, sheet.width - 24 * ratio);
    sheet.toBlob((blob) => blob && save(blob, "runner.png"));
  }
  async function takeHome(kind, button) {
    button.disabled = true;
    setText(copied, "Making the file …");
    try {
      const { blob, name } = await options.take(kind, lab.state);
      save(blob, name);
      setText(copied, `Saved as ${name}.`);
    } catch (error) {
      setText(copied, error.message);
    }
    button.disabled = false;
  }
  async function take(given, lap = "") {
    if (!given || !options.upload) return;
    const asked = (lab.reading = (lab.reading ?? 0) + 1); // another lap may be chosen before this one is fitted
    recording.busy(`Reading ${given.name} …`);
    try {
      const found = await options.upload(given, lap ? { lap } : {});
      if (found.superseded || asked !== lab.reading) return;
      if (found.error) throw new Error(found.error.message);
      lab.ownTitle = found.title ?? given.name;
      become({ ...lab.state, runner: {}, change: {}, scenario: "", ...found.state });
      recording.show(given, found, lab.ownTitle);
    } catch (error) {
      recording.failed();
      trouble(`${given.name}: ${error.message}`);
    }
  }
  if (options.upload) {
    root.addEventListener("dragover", (event) => { event.preventDefault(); root.classList.add("dropping"); });
    root.addEventListener("dragleave", (event) => { if (!root.contains(event.relatedTarget)) root.classList.remove("dropping"); });
    root.addEventListener("drop", (event) => { event.preventDefault(); root.classList.remove("dropping"); take(event.dataTransfer.files[0]); });
  }
  /** Keeps a run as the outline to compare with; null: the outline is the runner before the change again. */
  function pinRun(picture, name = "pinned", byHand = false) {
    if (picture === lab.pinned && byHand === lab.pinnedByHand) return;
    Object.assign(lab, { pinned: picture, pinnedName: name, pinnedByHand: byHand && Boolean(picture), pinnedNumbers: picture ? byName(lab.answer) : null });
    stage.pin.textContent = lab.pinnedByHand ? "Unpin" : "Pin this run";
    stage.pin.setAttribute("aria-pressed", String(lab.pinnedByHand));
    if (!lab.answer) return;
    showPictures();
    showNumbers(lab.answer);
  }
  stage.pin.addEventListener("click", () => pinRun(lab.pinnedByHand ? null : lab.current, "pinned", true));

  // ---- beginning and end

  buildControls();
  if (options.start.answer) receive(options.start.answer, 0);
  else asker.ask(lab.state);
  if (options.start.lesson) {
    setLesson(options.start.lesson.name ?? options.start.lesson);
    lessons.open(lessonSelect.value, (options.start.lesson.step ?? 1) - 1);
  }
  const destroy = () => {
    asker.close();
    stage.stop();
    figures.stop();
    clearTimeout(writing);
    stopTheme();
    root.replaceChildren();
  };
  return { state: () => copyOf(lab.state), set: become, destroy };
}
