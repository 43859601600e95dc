// Small things every part uses: vectors, numbers in words, elements.

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
export const mix = (a, b, share) => a + (b - a) * share;
export const mixPoint = (a, b, share) => [mix(a[0], b[0], share), mix(a[1], b[1], share)];
export const plus = (a, b) => [a[0] + b[0], a[1] + b[1]];
export const minus = (a, b) => [a[0] - b[0], a[1] - b[1]];
export const length = (v) => Math.hypot(v[0], v[1]);
export const scaled = (v, size) => [(v[0] * size) / (length(v) || 1), (v[1] * size) / (length(v) || 1)];
export const turned = (angle) => Math.atan2(Math.sin(angle), Math.cos(angle));
export const finite = (value) => typeof value === "number" && Number.isFinite(value);
export const decimals = (step) => clamp(Math.ceil(-Math.log10(step || 1) - 1e-9), 0, 4);

export const signed = (value, digits) => {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : (value < 0 ? "−" : "+") + text;
};

let ids = 0;
const mine = Math.random().toString(36).slice(2, 10); // several labs may live in one notebook, each loads this file anew
export const fresh = (word) => `lab-${mine}-${word}-${++ids}`;

const PRESSED = ["button", "input", "select", "summary"]; // JupyterLab's commands (letters, Enter, arrows) keep off these

/** An element with attributes, listeners (on…) and children; text never becomes markup. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "text") element.textContent = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  if (PRESSED.includes(tag) || "tabindex" in attributes) element.dataset.lmSuppressShortcuts = "";
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** One minus sign everywhere people read. */
export const tidy = (text) => String(text).replace(/(^|[\s(±])-(?=\d)/g, "$1−");

export const setText = (element, words) => {
  const text = tidy(words);
  if (element.textContent !== text) element.textContent = text;
};

/** Offers a file for saving. */
export function save(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
