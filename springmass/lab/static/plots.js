// Curves over contact, energy, and the stability dial, drawn.

import { clamp, finite, decimals, signed } from "./small.js";
import { sharp, write, line } from "./pen.js";

/** Round steps for an axis. */
function ticks(low, high, about) {
  const raw = (high - low) / about, power = 10 ** Math.floor(Math.log10(raw || 1));
  const step = [1, 2, 5, 10].map((m) => m * power).find((m) => m >= raw) ?? raw;
  const found = [];
  for (let value = Math.ceil(low / step - 1e-9) * step; value <= high + step * 1e-9; value += step) found.push(value);
  return { found, digits: decimals(step) };
}

/** The curves a plot shows; `of` names a curve of the picture, `band` one of the 26 runners'. */
export const PLOTS = [
  { key: "vertical", title: "Push of the ground, upward", unit: "BW", of: "vertical", band: "vertical", what: "body weights" },
  { key: "fore_aft", title: "Push of the ground, fore and aft", unit: "BW", of: "fore_aft", band: "fore_aft", what: "body weights; below zero it brakes" },
  { key: "knee", title: "Knee moment", unit: "N·m/kg", of: "knee_moment", band: "knee_moment", what: "N·m per kilogram, extending" },
  { key: "quadriceps", title: "Pull of the quadriceps", unit: "BW", of: "quadriceps", band: null, what: "body weights" },
];

/** A curve over contact: now, ghost and the band of real runners; gives where the drawing area is. */
export function drawCurves(canvas, plot, now, ghost, band, paint) {
  const { pen, width, height } = sharp(canvas);
  pen.clearRect(0, 0, width, height);
  const left = 44, right = width - 10, top = 10, bottom = height - 26;
  const series = [now?.curves?.[plot.of], ghost?.curves?.[plot.of]].filter((s) => s?.length);
  const all = series.flat().filter(finite);
  if (band) band.mean.forEach((m, i) => all.push(m + band.sd[i], m - band.sd[i]));
  if (!all.length) return null;
  let low = Math.min(0, ...all), high = Math.max(0, ...all);
  const room = 0.06 * (high - low || 1);
  if (low < 0) low -= room;
  high += room;
  if (high - low < 1e-6) [low, high] = [-0.5, 0.5]; // nothing but zeros
  const x = (share) => left + ((right - left) * share) / 100, y = (value) => bottom - ((bottom - top) * (value - low)) / (high - low);
  const { found, digits } = ticks(low, high, height < 170 ? 4 : 5);
  for (const value of found) {
    line(pen, [[left, y(value)], [right, y(value)]], Math.abs(value) < 1e-9 ? paint.muted : paint.line, Math.abs(value) < 1e-9 ? 1.25 : 1);
    write(pen, value.toFixed(digits).replace("-", "−"), left - 7, y(value), { colour: paint.muted, halo: paint.card, size: 12, weight: 500, align: "right" });
  }
  for (const share of [0, 25, 50, 75, 100])
    write(pen, share === 100 ? "100 %" : String(share), x(share), bottom + 14, { colour: paint.muted, halo: paint.card, size: 12, weight: 500, align: share === 100 ? "right" : "center" });
  if (band) {
    pen.beginPath();
    band.share.forEach((s, i) => pen[i ? "lineTo" : "moveTo"](x(s), y(band.mean[i] + band.sd[i])));
    for (let i = band.share.length - 1; i >= 0; i--) pen.lineTo(x(band.share[i]), y(band.mean[i] - band.sd[i]));
    pen.fillStyle = paint.band;
    pen.fill();
  }
  const curve = (picture, colour, wide, dash) => {
    const values = picture?.curves?.[plot.of], shares = picture?.curves?.share;
    if (!values) return;
    line(pen, values.map((value, i) => [value, shares[i]]).filter(([value]) => finite(value)).map(([value, share]) => [x(share), y(value)]), colour, wide, dash);
  };
  curve(ghost, paint.base, 2, [6, 4]);
  curve(now, paint.now, 3, []);
  return { left, right };
}

/**
 * Energy of one contact: what the leg loses (in its damper, and what the spring still holds as it lets go: together the
 * "energy the leg loses" of the table), what the rolling foot takes, what is put back. In steady running on the level
 * the first two are together what is put back.
 */
export const energyOf = (picture) => {
  const curves = picture?.curves;
  if (!curves?.stored) return null;
  const last = (values) => values?.filter(finite).at(-1) ?? 0;
  const damped = last(curves.lost), left = finite(picture.takeoff?.angle_deg) ? last(curves.stored) : 0; // who falls does not let go
  return { stored: Math.max(0, ...curves.stored.filter(finite)), loses: damped + left, damped, left, rolled: last(curves.rolled), replaced: last(curves.replaced) };
};

/** Rows of the energy figure: the part of energyOf, its name in the drawing and in the table. */
export const ENERGY = [
  ["stored", "spring stores", "stored in the spring at most"],
  ["loses", "leg loses", "lost in the leg"],
  ["rolled", "foot takes", "taken by the rolling foot"],
  ["replaced", "put back", "put back (push-off and hip)"],
];

export const energyText = (value) => (finite(value) ? signed(value, 2).replace("+", "") : "–");

export function drawEnergy(canvas, now, ghost, paint) {
  const { pen, width, height } = sharp(canvas);
  pen.clearRect(0, 0, width, height);
  const a = energyOf(now), b = energyOf(ghost);
  if (!a && !b) return;
  const left = 114, row = (height - 8) / ENERGY.length;
  const most = Math.max(...ENERGY.map(([r]) => Math.max(Math.abs(a?.[r] ?? 0), Math.abs(b?.[r] ?? 0))), 1e-6);
  const size = (value) => ((width - left - 52) * Math.abs(value)) / most;
  const fill = { stored: paint.spring, loses: paint.bad, rolled: paint.rolled, replaced: paint.good };
  ENERGY.forEach(([name, word], i) => {
    const middle = 4 + (i + 0.5) * row, thick = Math.min(row * 0.4, 22);
    // The rolling foot takes what the leg did not lose: its bar goes on where the leg's ends, up to what is put back.
    const from = (e) => left + (name === "rolled" && e.rolled > 0 ? Math.max(size(e.loses), 0) : 0);
    write(pen, word, left - 10, middle, { colour: paint.ink, halo: paint.card, size: 13, align: "right" });
    if (a) {
      const top = middle - thick - 1, start = from(a), wide = size(a[name]);
      pen.fillStyle = fill[name];
      pen.fillRect(start, top, wide, thick);
      if (name === "loses" && a.left > 0.005 && a.damped >= 0) { // what the spring still holds as the leg lets go
        pen.fillStyle = paint.spring;
        pen.fillRect(start + size(a.damped), top, size(a.left), thick);
      }
      write(pen, energyText(a[name]), Math.min(start + wide + 7, width - 42), middle - thick / 2, { colour: paint.ink, halo: paint.card, size: 13, weight: 700 });
    }
    if (b) {
      const start = from(b), wide = Math.max(size(b[name]), 1);
      pen.lineWidth = 1.5;
      pen.strokeStyle = paint.base;
      pen.setLineDash([5, 3]);
      pen.strokeRect(start + 0.75, middle + 3, wide, thick * 0.72);
      pen.setLineDash([]);
      write(pen, energyText(b[name]), Math.min(start + wide + 7, width - 42), middle + 3 + thick * 0.36, { colour: paint.muted, halo: paint.card, size: 12, weight: 500 });
    }
  });
  line(pen, [[left, 4], [left, height - 4]], paint.muted, 1.25);
}

/** How much of a small stumble is left one step later: below 1 it dies out, above 1 it grows. */
export function drawDial(canvas, multiplier, paint) {
  const { pen, width, height } = sharp(canvas);
  pen.clearRect(0, 0, width, height);
  const radius = Math.min(width * 0.34, height - 46), centre = [width / 2, height - 24], most = 3;
  const angle = (value) => Math.PI * (1 + clamp(value, 0, most) / most);
  const arc = (from, to, colour) => {
    pen.beginPath();
    pen.arc(...centre, radius, angle(from), angle(to));
    pen.lineWidth = 16;
    pen.lineCap = "butt";
    pen.strokeStyle = colour;
    pen.stroke();
    pen.lineCap = "round";
  };
  arc(0, 1, paint.good);
  arc(1.02, most, paint.bad);
  for (const value of [0, 1, 2, 3]) {
    const at = angle(value), far = radius + 20;
    write(pen, value === 3 ? "3+" : String(value), centre[0] + far * Math.cos(at), centre[1] + far * Math.sin(at) + 1, { colour: paint.muted, halo: paint.card, size: 12, align: "center" });
  }
  write(pen, "dies out", centre[0] - radius * 0.62, height - 8, { colour: paint.ink, halo: paint.card, size: 12, align: "center", width });
  write(pen, "grows", centre[0] + radius * 0.7, height - 8, { colour: paint.ink, halo: paint.card, size: 12, align: "center", width });
  if (!finite(multiplier)) {
    write(pen, "not known", centre[0], centre[1] - radius * 0.4, { colour: paint.muted, halo: paint.card, size: 14, align: "center" });
    return;
  }
  const at = angle(Math.abs(multiplier)), tip = [centre[0] + (radius - 12) * Math.cos(at), centre[1] + (radius - 12) * Math.sin(at)];
  line(pen, [centre, tip], paint.ink, 4);
  pen.beginPath();
  pen.arc(...centre, 7, 0, 2 * Math.PI);
  pen.fillStyle = paint.ink;
  pen.fill();
}
