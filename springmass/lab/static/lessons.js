// Lessons: a prediction, then what the model says.

import { clamp, finite, signed, fresh, make, tidy, setText } from "./small.js";

/**
 * What a question or an expectation is about, measured from the numbers of the answer; null where there is none.
 * `other` holds the numbers of another run to compare with, where that is not the answer's own baseline.
 */
function measured(one, numbers, other) {
  const row = numbers.get(one.metric), now = row?.now;
  if (!finite(now) || one.measure === "value") return finite(now) ? now : null;
  const before = other ? other.get(one.metric)?.now : row.baseline;
  if (!finite(before) || (one.measure === "percent" && before === 0)) return null;
  return one.measure === "percent" ? 100 * (now / before - 1) : now - before;
}

const percent = (value) => {
  if (!finite(value)) return "–";
  const digits = Math.abs(value) < 9.95 ? 1 : 0;
  return `${Number(value.toFixed(digits)) === 0 ? value.toFixed(digits).replace("-", "") : signed(value, digits)} %`;
};

/** The words after a prediction, with the numbers of this run; without the story where its claims do not hold. */
function revealOf(step, numbers, other) {
  const holds = step.expect.every((one) => {
    const value = measured(one, numbers, other);
    return value !== null && value >= one.at_least && value <= one.at_most;
  });
  return (holds ? step.reveal : step.otherwise ?? "{baseline} → {now}").replace(/\{([^{}:]*):?([^{}]*)\}/g, (_, slot, name) => {
    const metric = name || step.question.metric, row = numbers.get(metric);
    if (slot === "change") return percent(measured({ metric, measure: "percent" }, numbers, other));
    return (slot === "now" ? row?.text_now : other ? other.get(metric)?.text_now : row?.text_baseline) ?? "–";
  });
}

/** Index of the right choice and the words of the reveal; Python may have worked them out already. */
function judged(step, numbers, other) {
  if (step.told) return { right: step.right, told: step.told };
  const value = measured(step.question, numbers, other);
  return { right: value === null ? null : step.question.edges.filter((edge) => value >= edge).length, told: revealOf(step, numbers, other) };
}

export const byName = (answer) => new Map((answer?.numbers ?? []).map((row) => [row.name, row]));

/** The lesson panel. `ask(state)` shows a state and gives its answer; `keep(on)` keeps what is seen as the outline; `onPlace(lesson, step)` is told where the class is. */
export function makeLessons(lessons, { ask, keep, stage, headline, onPlace, onLeave }) {
  const element = make("section", { class: "card lesson", hidden: true, "aria-label": "Lesson" });
  let lesson = null, at = 0, score = 0;

  /** The state that is seen until the prediction is made. */
  const beforeOf = (step) => step.before ?? { ...step.state, change: {} };

  function open(name, first = 0) {
    lesson = lessons.find((one) => one.name === name) ?? null;
    element.hidden = !lesson;
    score = 0;
    if (lesson) show(clamp(first, 0, lesson.steps.length - 1));
    else {
      keep(false);
      stage.showBodyLine(false);
      stage.asking(false);
      onLeave();
    }
  }

  function show(index, focus = false) {
    at = index;
    const step = lesson.steps[at];
    onPlace(lesson.name, at);
    const heading = make("h2", { tabindex: "-1", text: lesson.title });
    const place = make("p", { class: "place", text: `Step ${at + 1} of ${lesson.steps.length}` });
    const leave = make("button", { type: "button", class: "leave", text: "Leave the lesson", onclick: () => open("") });
    const form = make("form", { class: "question" }), result = make("div", { class: "result", role: "status", tabindex: "-1" });
    const name = fresh("predict");
    const choices = step.question.choices.map((text, i) => {
      const id = fresh("guess");
      return make("div", { class: "radio" }, make("input", { type: "radio", name, id, value: i, required: true }), make("label", { for: id, text }));
    });
    form.append(make("fieldset", {}, make("legend", { text: step.question.text }), ...choices), make("button", { type: "submit", class: "main", text: "Show what happens" }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const picked = form.querySelector("input:checked");
      if (picked) reveal(step, Number(picked.value), form, result);
    });
    element.replaceChildren(make("div", { class: "lessonhead" }, heading, place, leave), at === 0 ? make("p", { class: "intro", text: lesson.intro }) : "", make("p", { class: "say", text: step.say }), form, result);
    if (focus) heading.focus({ preventScroll: true });
    // Until the prediction is made, the runner is seen as he was before the change.
    headline(step.question.text, true);
    stage.showBodyLine(step.question.metric.startsWith("mass_cop"));
    stage.asking(true);
    stage.goOn();
    keep(false);
    ask(beforeOf(step)).catch(() => {});
  }

  async function reveal(step, picked, form, result) {
    const here = at;
    for (const control of form.elements) control.disabled = true;
    setText(result, "The runner runs …");
    try {
      let other = null;
      if (step.reference) { // compared with another run, not with the same runner before a change
        other = byName(await ask(step.reference));
        keep(true);
      }
      const numbers = byName(await ask(step.state));
      if (here !== at) return;
      headline(step.headline ?? "", false);
      stage.asking(false);
      stage.rest(/takeoff|flight/.test(step.question.metric) ? "takeoff" : "midstance");
      const { right, told } = judged(step, numbers, other);
      if (right === picked) score++;
      const said = (i) => step.question.choices[i].toLowerCase();
      const verdict = right === null ? "The model has no number for this." : right === picked ? `✓ As you predicted: ${said(right)}.` : `✗ You predicted “${said(picked)}”. The model says: ${said(right)}.`;
      form.querySelectorAll(".radio").forEach((one, i) => one.classList.toggle("right", i === right));
      const last = at === lesson.steps.length - 1;
      const next = make("button", { type: "button", class: "main", text: last ? "Finish" : "Next step", onclick: () => (last ? finish() : show(at + 1, true)) });
      result.replaceChildren(make("p", {}, make("strong", { text: verdict })), make("p", { text: tidy(told) }), next);
      result.focus();
    } catch (error) {
      for (const control of form.elements) control.disabled = false;
      setText(result, `That could not be asked: ${error.message} Try again.`);
    }
  }

  function finish() {
    const words = `${score} of ${lesson.steps.length} predictions were right. Now move things yourself.`;
    const sources = make("ul", {}, ...(lesson.sources ?? []).map((text) => make("li", { text })));
    const heading = make("h2", { tabindex: "-1", text: `${lesson.title}: done` });
    stage.asking(false);
    element.replaceChildren(heading, make("p", { text: words }), make("details", {}, make("summary", { text: "Where the numbers come from" }), sources), make("button", { type: "button", class: "main", text: "Close the lesson", onclick: () => open("") }));
    heading.focus({ preventScroll: true });
  }
  /** To the question, or what stands in its place, by one key. */
  const focus = () => (element.querySelector("input:not(:disabled)") ?? element.querySelector(".result button, h2"))?.focus();
  return { element, open, focus };
}
