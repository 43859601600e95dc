// The state of the lab, and how an address holds it.

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
//   url                            true when the address bar shall carry the state
// }
// Inside an element of class "smlab-page" the lab has the landmarks and main heading of a page; elsewhere it has not.
//
// Lengths are metres and angles radians in here; what people read was written in Python and is shown as it came.

export const MIDSTANCES = ["lowest point", "greatest compression", "peak vertical force", "half contact", "fore-aft crossover"];

export const FOOT = "foot.ahead";
export const copyOf = (state) => ({ ...state, runner: { ...state.runner }, change: { ...state.change } });

/** A number and its unit written together, as links have them: 24cm. */
const together = (text) => text.replace(/^([-+−]?[\d.]+(?:e[-+]?\d+)?) (?=\D)/i, "$1");

const dashed = (text) => text.replaceAll(" ", "-");

/** Text made short for a link: zlib, then base64 of the kind addresses may hold. */
async function packed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The state as a readable query, read again by Python: s=rbds001&foot.ahead=28cm&ask=matched */
export async function toQuery(state, more = {}) {
  const pairs = state.text ? [["t", await packed(state.text)]] : [["s", state.scenario]];
  for (const [name, text] of Object.entries({ ...state.runner, ...state.change })) pairs.push([name, together(text)]);
  if (state.ask && state.ask !== "one step") pairs.push(["ask", dashed(state.ask)]);
  if (state.midstance && state.midstance !== MIDSTANCES[0]) pairs.push(["midstance", dashed(state.midstance)]);
  for (const [name, text] of Object.entries(more)) if (text) pairs.push([name, text]);
  return new URLSearchParams(pairs).toString();
}
