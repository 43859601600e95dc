// Sliders, choices and radio buttons.

import { clamp, finite, decimals, fresh, make, setText } from "./small.js";
import { FOOT } from "./state.js";

/** A group of radio buttons; gives its element, a way to set it and one to word the note of a choice anew. */
export function radios(legend, choices, value, onChange, look = "") {
  const name = fresh("choice"), inputs = new Map(), notes = new Map();
  const element = make("fieldset", { class: `radios ${look}` }, make("legend", { text: legend }));
  for (const choice of choices) {
    const id = fresh("radio"), note = choice.note ? fresh("note") : null;
    const input = make("input", { type: "radio", name, id, value: choice.value, checked: choice.value === value, "aria-describedby": note, onchange: () => onChange(choice.value) });
    inputs.set(choice.value, input);
    if (note) notes.set(choice.value, make("p", { id: note, text: choice.note }));
    const also = choice.also ? make("span", { class: "also", text: ` (${choice.also})` }) : null; // what others call it
    element.append(make("div", { class: "radio" }, input, make("label", { for: id, text: choice.text }, also), notes.get(choice.value)));
    input.disabled = Boolean(choice.disabled);
  }
  const set = (wanted) => inputs.forEach((input, key) => (input.checked = key === wanted));
  const explain = (which, text) => text && notes.has(which) && setText(notes.get(which), text);
  return { element, set, explain };
}

/** One slider with its label, value, baseline tick, reset and help. */
export function makeSlider(slider, { onMove, onReset }) {
  const id = fresh("slider"), helpId = fresh("help"), digits = decimals(slider.step);
  const input = make("input", { type: "range", id, min: slider.min, max: slider.max, step: slider.step, value: slider.value, "aria-describedby": helpId, "data-field": slider.name });
  const output = make("output", { for: id });
  const reset = make("button", { type: "button", class: "reset", "aria-label": `Reset ${slider.label}`, title: "Back to where it was", text: "↺", onclick: () => onReset(slider) });
  const help = make("p", { class: "help", id: helpId, text: slider.help ?? "" }), why = make("p", { class: "why", hidden: true });
  const tick = make("span", { class: "tick", "aria-hidden": "true" });
  const element = make("div", { class: "slider" }, make("div", { class: "head" }, make("label", { for: id, text: slider.label }), output, reset), make("div", { class: "track" }, tick, input), help, why);
  let held = false;
  const say = (text) => {
    setText(output, text);
    input.setAttribute("aria-valuetext", text);
    const share = (Number(input.value) - Number(input.min)) / (Number(input.max) - Number(input.min) || 1);
    input.style.setProperty("--share", share);
  };
  const textOf = (value) => `${value.toFixed(digits).replace("-", "−")} ${slider.unit}`.trim();
  input.addEventListener("input", () => {
    held = true;
    say(textOf(Number(input.value)));
    onMove(slider, Number(input.value));
  });
  for (const name of ["change", "blur", "pointerup"]) input.addEventListener(name, () => (held = false));
  // Where the foot lands is changed by whole steps from where it landed: three centimetres are three centimetres.
  let origin = 0;
  const grid = (value, round) => Number((origin + round((value - origin) / slider.step) * slider.step).toFixed(6));
  const beginAt = (home) => {
    if (slider.name !== FOOT || held || !finite(home) || home === origin) return;
    const value = input.value;
    origin = home;
    input.min = String(grid(slider.min, (n) => Math.ceil(n - 1e-6)));
    input.max = String(grid(slider.max, (n) => Math.floor(n + 1e-6)));
    input.value = value;
  };
  beginAt(slider.reset ?? slider.value);
  /** Puts it where the model says it is; a value outside the range widens the range. */
  const set = (value, text) => {
    if (held) return;
    if (!finite(value)) return say(text ?? "as usual");
    if (value < Number(input.min)) input.min = String(grid(value, Math.floor));
    if (value > Number(input.max)) input.max = String(grid(value, Math.ceil));
    input.value = String(value);
    say(text && !/e-\d/.test(text) ? text : textOf(value)); // nothing is that small to a person
  };
  const mark = (changed, home) => {
    beginAt(home);
    element.classList.toggle("changed", changed);
    reset.disabled = !changed;
    tick.hidden = !changed || !finite(home);
    if (finite(home)) tick.style.setProperty("--share", clamp((home - Number(input.min)) / (Number(input.max) - Number(input.min)), 0, 1));
  };
  const explain = (sentence) => {
    input.disabled = Boolean(sentence);
    why.hidden = !sentence;
    setText(why, sentence || "");
  };
  say(slider.text ?? textOf(slider.value ?? 0));
  return { element, input, set, mark, explain, slider, nearest: (value) => grid(value, Math.round) };
}

/** A field of words instead of numbers: a select with label and reset, used like a slider. */
export function makeChoice(slider, { onMove, onReset }) {
  const id = fresh("choice"), helpId = fresh("help");
  const input = make("select", { id, "aria-describedby": helpId, "data-field": slider.name }, ...slider.choices.map((one) => make("option", { value: one.value, text: one.label })));
  const reset = make("button", { type: "button", class: "reset", "aria-label": `Reset ${slider.label}`, title: "Back to where it was", text: "↺", onclick: () => onReset(slider) });
  const why = make("p", { class: "why", hidden: true });
  const element = make("div", { class: "slider choice" }, make("div", { class: "head" }, make("label", { for: id, text: slider.label }), input, reset), make("p", { class: "help", id: helpId, text: slider.help ?? "" }), why);
  input.addEventListener("change", () => onMove(slider, input.value));
  const set = (value) => { if (value !== null && value !== undefined) input.value = value; };
  const mark = (changed) => {
    element.classList.toggle("changed", changed);
    reset.disabled = !changed;
  };
  const explain = (sentence) => {
    input.disabled = Boolean(sentence);
    why.hidden = !sentence;
    setText(why, sentence || "");
  };
  set(slider.value);
  return { element, input, set, mark, explain, slider };
}
