// Both takeoffs from one point.

import { finite, tidy } from "./small.js";
import { pointAt } from "./film.js";
import { faded, write, writeLines, line, arrow } from "./pen.js";
import { drawRunner } from "./runner.js";
import { drawMass } from "./marks.js";

/** Both takeoffs from one point: which way each body is thrown, its speed as length, the runner behind it. */
export function drawSlingshot(pen, width, height, now, other, otherName, paint) {
  pen.fillStyle = paint.card;
  pen.fillRect(0, 0, width, height);
  const narrow = width < 520, origin = [width * (narrow ? 0.2 : 0.16), height * 0.56], leaves = (run) => finite(run?.takeoff?.angle_deg);
  const runs = [{ run: other, colour: paint.base, ink: paint.muted, name: otherName }, { run: now, colour: paint.now, ink: paint.now, name: "now" }].filter(({ run }) => leaves(run));
  for (const { run, colour, name } of runs) {
    const [x, y] = pointAt(run, "mass", run.takeoffTime), scale = (height * 0.5) / run.height;
    const view = { width, height, scale, centre: origin[0], ground: origin[1] + y * scale, tall: run.height };
    const ghost = name !== "now";
    faded(pen, ghost ? 0.6 : 0.45, (on) => run.plain || drawRunner(on, view, run, run.takeoffTime - 1e-6, 0, x, paint, ghost ? colour : null, true));
  }
  const angleOf = ({ run }) => (run.takeoff.angle_deg * Math.PI) / 180, fastest = Math.max(...runs.map(({ run }) => run.takeoff.speed ?? 1), 0.1);
  const steepest = Math.max(...runs.map((one) => Math.abs(Math.sin(angleOf(one)))), 0.01);
  const reach = Math.min(width * (narrow ? 0.68 : 0.66), (height * 0.44) / steepest);
  line(pen, [origin, [width * 0.97, origin[1]]], paint.muted, 1.5, [3, 5]);
  write(pen, "along the ground", width * 0.97, origin[1] + 16, { colour: paint.muted, halo: paint.card, size: 13, align: "right" });
  runs.forEach((one, i) => {
    const { run, colour, ink, name } = one, angle = angleOf(one), size = (reach * (run.takeoff.speed ?? fastest)) / fastest;
    const tip = [origin[0] + size * Math.cos(angle), origin[1] - size * Math.sin(angle)];
    pen.beginPath();
    pen.arc(...origin, reach * (name === "now" ? 0.5 : 0.66), -Math.max(angle, 0), -Math.min(angle, 0));
    pen.lineWidth = 3;
    pen.strokeStyle = colour;
    pen.stroke();
    arrow(pen, origin, tip, colour, 6, paint.card);
    const above = runs.length < 2 || angle > angleOf(runs[1 - i]) || (angle === angleOf(runs[1 - i]) && name === "now");
    const text = tidy(`${name}: ${run.takeoff.angle_deg.toFixed(1)}°`) + (finite(run.takeoff.speed) ? ` at ${run.takeoff.speed.toFixed(2)} m/s` : "");
    write(pen, text, tip[0], tip[1] + (above ? -22 : origin[1] - tip[1] > 64 ? 36 : origin[1] + 40 - tip[1]), { colour: ink, halo: paint.card, size: narrow ? 13 : 17, weight: 700, align: "center", width });
  });
  drawMass(pen, origin, paint);
  writeLines(pen, "The moment of takeoff: which way does the slingshot throw you?", width / 2, narrow ? 18 : 24, width * 0.84, { colour: paint.ink, halo: paint.card, size: narrow ? 13 : 17, weight: 600, align: "center", width });
  if (runs.length === 2) {
    const more = now.takeoff.angle_deg - other.takeoff.angle_deg, way = Math.abs(more) < 0.05 ? "the same direction" : `${Math.abs(more).toFixed(1)}° ${more > 0 ? "more upward" : "flatter"} than ${otherName}`;
    write(pen, way, width / 2, height - 22, { colour: paint.good, halo: paint.card, size: narrow ? 15 : 20, weight: 700, align: "center", width });
  }
}
