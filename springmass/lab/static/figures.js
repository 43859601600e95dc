// The figures on the page, with reading lines and tables.

import { clamp, finite, make, tidy, setText } from "./small.js";
import { shareOfContact, valueAt } from "./film.js";
import { colours, resized } from "./pen.js";
import { PLOTS, drawCurves, energyOf, ENERGY, energyText, drawEnergy, drawDial } from "./plots.js";

/** A figure with title, canvas, reading line and the same numbers as a table. */
function makeFigure(title, note, look = "") {
  const canvas = make("canvas", { role: "img", "aria-label": title });
  const line = make("span", { class: "cursor", "aria-hidden": "true", hidden: true });
  const reading = make("p", { class: "reading" });
  const table = make("table");
  const details = make("details", {}, make("summary", { text: "Numbers", "aria-label": `Numbers: ${title}` }), make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${title}: table` }, table));
  const element = make("figure", { class: `card plot ${look}` }, make("figcaption", {}, make("strong", { text: title }), note ? make("span", { text: note }) : null), make("div", { class: "canvas" }, canvas, line), reading, details);
  return { element, canvas, line, reading, table, details };
}

export function fillTable(table, caption, head, rows) {
  const old = [...table.rows], fits = old.length === rows.length + 1 && old[0].cells.length === head.length;
  if (fits) { // the same table with other numbers: only these are written
    setText(table.caption, caption);
    [head, ...rows].forEach((cells, i) => cells.forEach((text, k) => setText(old[i].cells[k], text)));
    return;
  }
  table.replaceChildren(make("caption", { text: caption }), make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col", text })))),
    make("tbody", {}, ...rows.map(([first, ...cells]) => make("tr", {}, make("th", { scope: "row", text: first }), ...cells.map((text) => make("td", { text: tidy(text) }))))));
}

/** All figures; `update` draws them for an answer, `follow` moves the cursor with the film. */
export function makeFigures(root) {
  const shown = { now: null, ghost: null, ghostName: "before", stability: null };
  const curves = PLOTS.map((plot) => ({ plot, band: null, hover: null, area: null, ...makeFigure(plot.title, `${plot.what}, over contact`) }));
  const energy = makeFigure("Energy of one step", "joules per kilogram", "short");
  const dial = makeFigure("A small stumble, one step later", "how much of it is left", "short");
  let paint = colours(root);
  for (const figure of curves) {
    figure.canvas.addEventListener("pointermove", (event) => {
      if (!figure.area) return;
      const box = figure.canvas.getBoundingClientRect();
      figure.hover = clamp((100 * (event.clientX - box.left - figure.area.left)) / (figure.area.right - figure.area.left), 0, 100);
      read(figure, figure.hover);
    });
    figure.canvas.addEventListener("pointerleave", () => (figure.hover = null));
    figure.details.addEventListener("toggle", () => tabulate(figure));
  }
  energy.details.addEventListener("toggle", tabulateEnergy);

  function read(figure, share) {
    const { now, ghost, ghostName } = shown, { plot, band, area, line, reading } = figure;
    if (!area || !now?.curves || share < 0 || share > 100) {
      line.hidden = true;
      setText(reading, now?.curves ? "in flight: no contact" : "no curve");
      return;
    }
    line.hidden = false;
    line.style.transform = `translateX(${area.left + ((area.right - area.left) * share) / 100}px)`;
    const text = (value, unit = "") => (finite(value) ? value.toFixed(2).replace(/^-(?=0\.00$)/, "").replace("-", "−") + (unit && ` ${unit}`) : "–");
    const parts = [`${share.toFixed(0)} %: ${text(valueAt(now.curves.share, now.curves[plot.of], share), plot.unit)}`];
    if (ghost?.curves) parts.push(`${ghostName} ${text(valueAt(ghost.curves.share, ghost.curves[plot.of], share))}`);
    if (band) parts.push(`26 runners ${text(valueAt(band.share, band.mean, share))} ± ${text(valueAt(band.share, band.sd, share))}`);
    setText(reading, parts.join(" · "));
  }
  read.at = 0;
  function tabulate({ plot, band, details, table }) {
    if (!details.open || !shown.now?.curves) return;
    const head = ["% of contact", `now [${plot.unit}]`], { now, ghost } = shown;
    if (ghost?.curves) head.push(shown.ghostName);
    if (band) head.push("26 runners", "± SD");
    const text = (shares, values, share) => { const v = valueAt(shares, values, share); return finite(v) ? tidy(v.toFixed(2)) : "–"; };
    const rows = Array.from({ length: 21 }, (_, i) => i * 5).map((share) => [String(share), text(now.curves.share, now.curves[plot.of], share),
      ...(ghost?.curves ? [text(ghost.curves.share, ghost.curves[plot.of], share)] : []), ...(band ? [text(band.share, band.mean, share), text(band.share, band.sd, share)] : [])]);
    fillTable(table, `${plot.title} over contact`, head, rows);
  }
  function tabulateEnergy() {
    const a = energyOf(shown.now), b = energyOf(shown.ghost), text = energyText;
    const rows = [["stored", ENERGY[0][2]], ["loses", ENERGY[1][2]], ["damped", "– of it turned to heat"], ["left", "– of it left in the spring at takeoff"], ["rolled", ENERGY[2][2]], ["replaced", ENERGY[3][2]]];
    fillTable(energy.table, "Energy of one step [J/kg]", ["energy", "now", ...(b ? [shown.ghostName] : [])], rows.map(([name, words]) => [words, text(a?.[name]), ...(b ? [text(b[name])] : [])]));
    const words = (e) => `stored ${text(e.stored)} at most, lost ${text(e.loses)} in the leg, taken by the rolling foot ${text(e.rolled)}, put back ${text(e.replaced)}`;
    energy.canvas.setAttribute("aria-label", a ? `Energy of one step in joules per kilogram: ${words(a)}` + (b ? `; ${shown.ghostName}: ${words(b)}.` : ".") : "Energy: none.");
    const even = a && Math.abs(a.loses + a.rolled - a.replaced) < 0.005; // as far as the model balances
    const short = (value) => Math.round(100 * value) / 100, total = even ? a.replaced : a ? a.loses + a.rolled : 0;
    const exact = a && short(short(a.loses) + short(a.rolled)) === short(total); // does the sum add up as it is written?
    const sum = !a ? "no run" : `leg ${text(a.loses)}${a.left > 0.005 ? ` (${text(a.left)} of it left in the spring at takeoff)` : ""} ${a.rolled < 0 ? "−" : "+"} foot ${text(Math.abs(a.rolled))} ${exact ? "=" : "≈"} ${text(total)}; put back ${text(a.replaced)}${even ? ": it balances" : ""}`;
    setText(energy.reading, sum + (b ? ` · dashed: ${shown.ghostName}` : ""));
  }
  function draw() {
    const { now, ghost, stability } = shown;
    for (const figure of curves) {
      figure.area = drawCurves(figure.canvas, figure.plot, now, ghost, figure.band, paint);
      const values = now?.curves?.[figure.plot.of]?.filter(finite) ?? [];
      const peak = values.length ? `now from ${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)} ${figure.plot.unit}` : "no curve";
      figure.canvas.setAttribute("aria-label", `${figure.plot.title} over contact: ${peak}. The numbers are in the table below.`);
      tabulate(figure);
    }
    drawEnergy(energy.canvas, now, ghost, paint);
    tabulateEnergy();
    drawDial(dial.canvas, stability?.multiplier, paint);
    const multiplier = finite(stability?.multiplier) ? stability.multiplier.toFixed(2).replace("-", "−") : "not known";
    setText(dial.reading, stability?.sentence ?? "");
    dial.canvas.setAttribute("aria-label", `Stability dial: ${multiplier}. ${stability?.sentence ?? ""}`);
    fillTable(dial.table, "Stability", ["measure", "value"], [["part of a small stumble left after one step", multiplier]]);
  }
  const watch = new ResizeObserver((entries) => { resized(entries); draw(); });
  [...curves, energy, dial].forEach((figure) => watch.observe(figure.canvas));
  return {
    elements: [...curves, energy, dial].map((figure) => figure.element),
    band: (found) => curves.forEach((figure) => (figure.band = figure.plot.band ? found?.[figure.plot.band] ?? null : null)),
    update: (what) => { Object.assign(shown, what); draw(); },
    follow: (film) => {
      const now = performance.now();
      if (film.playing && !film.drag && now - read.at < 70) return; // nobody reads faster
      read.at = now;
      if (film.now) for (const figure of curves) read(figure, figure.hover ?? shareOfContact(film.now, film.time));
    },
    repaint: () => { paint = colours(root); draw(); },
    stop: () => watch.disconnect(),
  };
}
