// Drawing on a canvas: colours, lines, arrows, words.

import { clamp, plus, minus, length } from "./small.js";

/** Colours as the style sheet has them now, light or dark. */
export function colours(root) {
  const style = getComputedStyle(root);
  const read = (name) => style.getPropertyValue(`--${name}`).trim() || "#888";
  const names = ["card", "ink", "muted", "line", "sky", "ground", "mark", "now", "skin", "base", "force", "bad", "spring", "casing", "warn", "good", "band", "plumb", "plumb-ink", "rolled", "jersey", "swing"];
  return Object.fromEntries(names.map((name) => [name, read(name)]));
}

const boxes = new WeakMap(); // asking a canvas for its size sixty times a second would lay the page out as often
const outdated = new WeakSet();
const UNSEEN = { width: 300, height: 300 };
export const resized = (entries) => entries.forEach((entry) => outdated.add(entry.target));

/** Size of a canvas [CSS pixels]; it has none in a hidden tab or cell of a notebook: then that of last time. */
function boxOf(canvas) {
  if (boxes.has(canvas) && !outdated.has(canvas)) return boxes.get(canvas);
  const box = canvas.getBoundingClientRect();
  if (!box.width) return boxes.get(canvas) ?? UNSEEN;
  boxes.set(canvas, box);
  outdated.delete(canvas);
  return box;
}

/** Makes a canvas as sharp as the screen is; gives its 2D context in CSS pixels, and its size. */
export function sharp(canvas) {
  const box = boxOf(canvas), width = Math.max(Math.round(box.width), 10), height = Math.max(Math.round(box.height), 10);
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.lineCap = pen.lineJoin = "round";
  return { pen, width, height };
}

let sheet = null;

/** Draws something as a whole at less than full strength, so that its parts do not show through each other. */
export function faded(pen, strength, draw) {
  if (strength >= 1) return draw(pen);
  const { canvas } = pen;
  sheet ??= document.createElement("canvas");
  if (sheet.width !== canvas.width || sheet.height !== canvas.height) Object.assign(sheet, { width: canvas.width, height: canvas.height });
  const other = sheet.getContext("2d");
  other.setTransform(1, 0, 0, 1, 0, 0);
  other.clearRect(0, 0, sheet.width, sheet.height);
  other.setTransform(pen.getTransform());
  other.lineCap = other.lineJoin = "round";
  draw(other);
  pen.save();
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.globalAlpha = strength;
  pen.drawImage(sheet, 0, 0);
  pen.restore();
}

export const font = (size, weight = 500) => `${weight} ${size}px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif`;

/** Words that stay readable over anything, kept inside the canvas. */
export function write(pen, text, x, y, { colour, halo, size = 14, weight = 600, align = "left", width = Infinity } = {}) {
  pen.font = font(size, weight);
  const wide = pen.measureText(text).width;
  let left = align === "center" ? x - wide / 2 : align === "right" ? x - wide : x;
  if (Number.isFinite(width)) left = clamp(left, 6, Math.max(width - wide - 6, 6));
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.lineWidth = 4;
  pen.strokeStyle = halo;
  pen.strokeText(text, left, y);
  pen.fillStyle = colour;
  pen.fillText(text, left, y);
}

/** Words in lines no wider than `room`. */
export function writeLines(pen, text, x, y, room, look) {
  pen.font = font(look.size, look.weight);
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (lines.at(-1) && pen.measureText(longer).width > room) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  lines.slice(0, 6).forEach((one, i) => write(pen, one, x, y + i * look.size * 1.35, look));
}

export function line(pen, points, colour, width, dash = []) {
  pen.beginPath();
  points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.setLineDash(dash);
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.stroke();
  pen.setLineDash([]);
}

export function arrow(pen, from, to, colour, width, halo = null) {
  const along = minus(to, from), size = length(along);
  if (size < 3) return;
  const head = Math.min(width * 3.2, size * 0.6), unit = [along[0] / size, along[1] / size];
  const neck = [to[0] - unit[0] * head * 0.8, to[1] - unit[1] * head * 0.8];
  const wing = [-unit[1] * head * 0.55, unit[0] * head * 0.55];
  const base = [to[0] - unit[0] * head, to[1] - unit[1] * head];
  const shape = () => {
    pen.beginPath();
    pen.moveTo(...to);
    pen.lineTo(...plus(base, wing));
    pen.lineTo(...minus(base, wing));
    pen.closePath();
  };
  if (halo) {
    line(pen, [from, neck], halo, width + 4);
    shape();
    pen.lineWidth = 4;
    pen.strokeStyle = halo;
    pen.stroke();
  }
  line(pen, [from, neck], colour, width);
  shape();
  pen.fillStyle = colour;
  pen.fill();
}

/** A coil from one point to another, as springs are drawn. */
export function spring(pen, from, to, colour, casing, wide) {
  const along = minus(to, from), size = length(along);
  if (size < 8) return;
  const unit = [along[0] / size, along[1] / size], turns = 7, points = [from];
  for (let i = 0; i <= 2 * turns; i++) {
    const s = 0.14 + (0.72 * i) / (2 * turns), aside = i === 0 || i === 2 * turns ? 0 : (i % 2 ? 1 : -1) * wide;
    points.push([from[0] + along[0] * s - unit[1] * aside, from[1] + along[1] * s + unit[0] * aside]);
  }
  points.push(to);
  line(pen, points, casing, 5);
  line(pen, points, colour, 3);
}
