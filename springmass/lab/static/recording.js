// A recording somebody brought: its laps to choose from, and what is said of the runner made of it.

import { fresh, make, setText, tidy } from "./small.js";

/** `read(file, lap)` is called with the same file when another lap is chosen; an empty lap is the whole file. */
export function makeRecording(read) {
  const id = fresh("lap");
  let given = null;
  const choice = make("select", { id, onchange: () => read(given, choice.value) });
  const laps = make("div", { class: "laps", hidden: true }, make("label", { for: id, text: "Lap" }), choice);
  const status = make("p", { class: "status", role: "status" });
  const words = make("div", { class: "recording" });
  const list = (texts) => make("ul", {}, ...texts.map((text) => make("li", { text: tidy(text) })));
  const sure = (one) => make("div", {}, make("dt", { text: one.label }), make("dd", { text: tidy(one.text) }));

  return {
    laps, element: make("div", {}, status, words),
    busy: (text) => setText(status, text),
    /** Nothing of it stands any more: another runner is there. */
    clear: () => { given = null; laps.hidden = true; setText(status, ""); words.replaceChildren(); },
    show(file, found, title) {
      given = file;
      const known = found.laps ?? [], fitted = known.find((one) => one.value === found.lap) ?? known[0];
      laps.hidden = !known.length;
      choice.replaceChildren(...known.map((one) => make("option", { value: one.value, text: one === fitted ? `✓ ${one.text}` : one.text })));
      if (fitted) choice.value = fitted.value;
      const piece = fitted ? `, ${fitted.text}` : "";
      setText(status, `${title} runs now${piece}.`);
      if (!found.headline) return words.replaceChildren(); // a scenario says all of itself
      words.replaceChildren(make("details", { open: true }, make("summary", { text: "What was fitted, and how sure it is" }),
        make("p", { class: "fit", text: tidy(found.headline) }),
        found.amounts?.length ? make("dl", {}, ...found.amounts.map(sure)) : null,
        found.warnings?.length ? list(found.warnings) : null,
        found.notes?.length ? make("details", {}, make("summary", { text: `${found.notes.length} more notes` }), list(found.notes)) : null));
    },
    /** What could not be read leaves the lap of before chosen. */
    failed() {
      const marked = [...choice.options].find((one) => one.textContent.startsWith("✓"));
      if (marked) choice.value = marked.value;
      setText(status, "");
    },
  };
}
