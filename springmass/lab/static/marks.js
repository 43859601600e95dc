// What is drawn at the runner: forces, plumb line, takeoff, the handle of the foot.

import { clamp, plus, finite, tidy } from "./small.js";
import { pointAt, inContact, hipAt } from "./film.js";
import { write, line, arrow, spring } from "./pen.js";
import { NARROW, seenFrom } from "./runner.js";

/** Spring and push of the ground, while the foot is down. */
export function drawForces(pen, view, picture, time, bodyX, paint) {
  if (!inContact(picture, time)) return;
  time = Math.min(time, picture.takeoffTime - 1e-6); // the last instant with the foot down
  const seen = seenFrom(view, bodyX), hip = hipAt(picture, time), foot = pointAt(picture, "cop", time), push = pointAt(picture, "grf", time);
  if (!foot) return;
  const size = 0.26 * view.tall;
  if (push) arrow(pen, seen(foot), seen([foot[0] + push[0] * size, foot[1] + push[1] * size]), paint.force, 5, paint.card);
  spring(pen, seen(hip), seen(foot), paint.spring, paint.casing, Math.max(view.scale * 0.055, 6));
}

/** Plumb line at midstance and takeoff arrow: they stay where they happened and go by with the ground. */
export function drawMarks(pen, view, picture, time, bodyX, paint, bodyLine = false) {
  const before = time < picture.touchdown; // what is seen then is the step before
  const since = before ? time + picture.end : time, shift = before ? -picture.travel : 0;
  const gone = clamp((since - picture.takeoffTime) / (picture.end - picture.takeoffTime + picture.touchdown || 1), 0, 1);
  const seen = seenFrom(view, bodyX - shift), strength = 1 - gone * gone * gone;
  if (before && !picture.periodic) return;
  pen.globalAlpha *= strength;
  const middle = picture.midstance;
  if (middle && finite(middle.t) && since >= middle.t) {
    drawPlumb(pen, view, picture, middle, seen, paint);
    if (bodyLine && !picture.plain) drawBodyLine(pen, view, picture, middle, seen, paint);
  }
  if (picture.takeoff && finite(picture.takeoff.angle_deg) && since >= picture.takeoffTime) drawTakeoff(pen, view, picture, seen, paint);
  pen.globalAlpha /= strength || 1;
}

function drawPlumb(pen, view, picture, middle, seen, paint) {
  const hip = hipAt(picture, middle.t), ankle = picture.plain ? null : pointAt(picture, "ankle", middle.t);
  const [x, top] = seen(hip), bottom = view.ground;
  line(pen, [[x, top], [x, bottom]], paint.card, 5);
  line(pen, [[x, top], [x, bottom]], paint.plumb, 2.5, [7, 5]);
  pen.beginPath();
  pen.moveTo(x, bottom + 1);
  pen.lineTo(x - 5, bottom - 11);
  pen.lineTo(x + 5, bottom - 11);
  pen.fillStyle = paint.plumb;
  pen.fill();
  if (ankle) {
    const [foot, low] = seen(ankle);
    line(pen, [[foot, low], [foot, bottom]], paint.plumb, 2);
    line(pen, [[foot, bottom + 9], [x, bottom + 9]], paint.plumb, 4);
    pen.beginPath();
    pen.arc(foot, low, 4.5, 0, 2 * Math.PI);
    pen.fillStyle = paint.card;
    pen.fill();
    pen.lineWidth = 2.5;
    pen.strokeStyle = paint.plumb;
    pen.stroke();
  }
  if (!middle.text) return;
  if (view.width < NARROW) write(pen, middle.text, view.centre, view.height - 12, { colour: paint["plumb-ink"], halo: paint.ground, size: 14, align: "center", width: view.width });
  else write(pen, middle.text, x - 10, top + (bottom - top) * 0.42, { colour: paint["plumb-ink"], halo: paint.card, size: 17, align: "right", width: view.width });
}

/** From the body's mass straight down, and where the ground pushes: what the simplest runner's midstance is about. */
function drawBodyLine(pen, view, picture, middle, seen, paint) {
  const mass = pointAt(picture, "mass", middle.t), pressure = pointAt(picture, "cop", middle.t);
  if (!pressure) return;
  const [x, top] = seen(mass), [at, ground] = seen(pressure);
  line(pen, [[x, top], [x, ground]], paint.card, 5);
  line(pen, [[x, top], [x, ground]], paint.ink, 2.5, [2, 5]);
  line(pen, [[at, ground + 2], [x, ground + 2]], paint.ink, 4);
  pen.beginPath();
  pen.moveTo(at, ground);
  pen.lineTo(at - 7, ground + 13);
  pen.lineTo(at + 7, ground + 13);
  pen.closePath();
  pen.fillStyle = paint.force;
  pen.fill();
  if (!middle.mass_text) return;
  if (view.width < NARROW) write(pen, middle.mass_text, 12, 40, { colour: paint.ink, halo: paint.card, size: 14, width: view.width });
  else write(pen, middle.mass_text, x + 12, top + (ground - top) * 0.3, { colour: paint.ink, halo: paint.card, size: 17, width: view.width });
}

function drawTakeoff(pen, view, picture, seen, paint) {
  const start = pointAt(picture, "mass", picture.takeoffTime), angle = (picture.takeoff.angle_deg * Math.PI) / 180;
  const size = 0.36 * picture.height, tip = plus(start, [size * Math.cos(angle), size * Math.sin(angle)]);
  line(pen, [seen(start), seen(plus(start, [size, 0]))], paint.muted, 1.5, [3, 4]);
  arrow(pen, seen(start), seen(tip), paint.good, 4.5, paint.card);
  const [x, y] = seen(tip);
  write(pen, tidy(`takes off at ${picture.takeoff.angle_deg.toFixed(1)}°`), x + 8, y - 10, { colour: paint.good, halo: paint.card, size: view.width < 520 ? 13 : 17, width: view.width });
}

/** The body's mass as a point. */
export function drawMass(pen, at, paint, size = 6) {
  pen.beginPath();
  pen.arc(...at, size, 0, 2 * Math.PI);
  pen.fillStyle = paint.card;
  pen.fill();
  pen.lineWidth = 3;
  pen.strokeStyle = paint.ink;
  pen.stroke();
}

/** The ring the foot comes down in; it is the handle to drag. */
export function drawHandle(pen, view, ahead, paint, { held, asked, hint }) {
  const x = view.centre + ahead * view.scale, y = view.ground, deep = view.height - y;
  line(pen, [[view.centre, y - 4], [view.centre, y + 14]], paint.ink, 1.5);
  arrow(pen, [view.centre, y + 14], [x - (ahead > 0 ? 13 : -13), y + 14], paint.ink, 1.75);
  if (asked !== null) {
    pen.beginPath();
    pen.arc(view.centre + asked * view.scale, y, 12, 0, 2 * Math.PI);
    pen.setLineDash([3, 3]);
    pen.lineWidth = 2;
    pen.strokeStyle = paint.ink;
    pen.stroke();
    pen.setLineDash([]);
  }
  pen.beginPath();
  pen.arc(x, y, held ? 15 : 12, 0, 2 * Math.PI);
  pen.globalAlpha *= 0.9;
  pen.fillStyle = paint.card;
  pen.fill();
  pen.globalAlpha /= 0.9;
  pen.lineWidth = 3;
  pen.strokeStyle = paint.now;
  pen.stroke();
  for (const side of [-1, 1]) line(pen, [[x + side * 3, y - 4], [x + side * 7, y], [x + side * 3, y + 4]], paint.now, 2.2);
  if (hint) write(pen, "drag me", x + 22, y - 12, { colour: paint.now, halo: paint.card, size: 14, weight: 700, width: view.width });
  const words = `foot lands ${(Math.abs(ahead) * 100).toFixed(1)} cm ${ahead < 0 ? "behind" : "ahead of"} the body`;
  write(pen, words, (x + view.centre) / 2, y + (view.width < NARROW ? 41 : Math.min(deep - 14, 47)), { colour: paint.ink, halo: paint.ground, size: 13, align: "center", width: view.width });
}
