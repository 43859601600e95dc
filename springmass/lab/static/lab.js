// The lab in the browser: one module, nothing else needed.
//
//   mount(root, options)   builds the page inside `root`; gives back { state(), set(state), destroy() }
//   fromServer(base)       options that ask the lab's own server
//   default.render         the same page as a notebook widget (anywidget)
//
// options = {
//   start                          the start document: state, sliders, groups, asks, presets, lessons, runners26, answer
//   fetchAnswer(state, signal)     gives a Promise of an answer document
//   take(kind, state) | null       gives a Promise of { blob, name }; kind is "png", "gif", "csv" or "toml"
//   upload(file, { lap }) | null   gives a Promise of { state, title, headline, amounts, warnings, notes, laps, lap } or { error }
//   fetchStart(state) | undefined  gives a Promise of a start document, when another runner is chosen
//   home                           the state to go back to after a lesson, where lessons bring runners nothing else is known of
//   url                            true when the address bar shall carry the state
// }
// Inside an element of class "smlab-page" the lab has the landmarks and main heading of a page; elsewhere it has not.
//
// Lengths are metres and angles radians in here; what people read was written in Python and is shown as it came.

import { make } from "./small.js";
import { mount } from "./mount.js";
import { fromServer, fromModel } from "./sources.js";

/** The widget (anywidget): the same page in a notebook's cell, as high as Python says; what does not fit scrolls. */
export default {
  render({ model, el }) {
    const cell = document.createElement("div"), root = document.createElement("div"); // el is styled by the notebook
    cell.append(root);
    el.append(cell);
    const fit = () => {
      const height = model.get("height");
      if (!height) return;
      Object.assign(cell.style, { height: `${height}px`, overflow: "auto" });
      cell.style.setProperty("--tall", `${height}px`);
    };
    fit();
    model.on("change:height", fit);
    const options = fromModel(model);
    let lab = null;
    // JupyterLab builds a cell first and places it later; sizes and colours can be read only then.
    const placed = new ResizeObserver(() => {
      if (!root.clientWidth) return;
      placed.disconnect();
      lab = mount(root, options);
    });
    placed.observe(root);
    return () => {
      placed.disconnect();
      model.off("change:height", fit);
      options.stop();
      lab?.destroy();
      cell.remove();
    };
  },
};

// The page of the server begins by itself; elsewhere nothing has this mark.
const own = typeof document === "undefined" ? null : document.querySelector("[data-smlab='server']");

if (own) {
  const begin = () => fromServer().then((options) => {
    mount(own, options);
    const problem = own.querySelector(".trouble");
    if (options.wrong && problem) { problem.hidden = false; problem.textContent = `This link could not be read: ${options.wrong}`; }
  }).catch((error) => {
    own.replaceChildren(make("p", { class: "loading", role: "status", text: `The lab does not answer (${error.message}). Trying again in 3 s …` }));
    setTimeout(begin, 3000);
  });
  begin();
}
