// The runner and the ground, drawn.

import { clamp, minus, scaled } from "./small.js";
import { legsAt } from "./film.js";
import { faded, write, line } from "./pen.js";

const SWING = 0.6; // how solid a leg is drawn that is no model
export const NARROW = 720; // a stage with no room for words beside the runner [px]

/** Where things stand on the canvas: metres to pixels, the body always at the same place across. */
export function viewOf(width, height, picture, ghost) {
  const tall = Math.max(picture.height || 1.75, ghost?.height || 0);
  const top = Math.max(...[picture, ghost].flatMap((one) => one?.mass.map((p) => p[1]) ?? [])) + 0.47 * tall;
  const foot = width < NARROW ? 72 : 66;
  return { width, height, scale: (height - foot - 16) / top, ground: height - foot, centre: width * (width < 520 ? 0.4 : 0.42), tall };
}

/** From metres, seen from a body at `bodyX`, to pixels. */
export const seenFrom = (view, bodyX) => ([x, y]) => [view.centre + (x - bodyX) * view.scale, view.ground - y * view.scale];

export function drawGround(pen, view, travelled, paint) {
  const { width, height, ground, scale, centre } = view;
  const air = pen.createLinearGradient(0, 0, 0, ground);
  air.addColorStop(0, paint.sky);
  air.addColorStop(1, paint.card);
  pen.fillStyle = air;
  pen.fillRect(0, 0, width, ground);
  pen.fillStyle = paint.ground;
  pen.fillRect(0, ground, width, height - ground);
  line(pen, [[0, ground], [width, ground]], paint.ink, 2);
  const from = Math.floor((travelled - centre / scale) * 2) / 2, to = travelled + (width - centre) / scale;
  for (let metre = from; metre <= to + 0.5; metre += 0.5) {
    const x = centre + (metre - travelled) * scale, whole = Math.abs(metre - Math.round(metre)) < 0.01;
    line(pen, [[x, ground + 2], [x - 5, ground + (whole ? 15 : 8)]], paint.mark, whole ? 2.5 : 1.5);
    if (whole) write(pen, `${Math.round(metre)} m`, x - 5, ground + 25, { colour: paint.muted, halo: paint.ground, size: 11, weight: 500, align: "center" });
  }
}

/** One limb as a rounded, tapering shape. */
function limb(pen, a, b, wideA, wideB, fill, outline) {
  const angle = Math.atan2(b[1] - a[1], b[0] - a[0]);
  pen.beginPath();
  pen.arc(a[0], a[1], wideA, angle + Math.PI / 2, angle - Math.PI / 2);
  pen.arc(b[0], b[1], wideB, angle - Math.PI / 2, angle + Math.PI / 2);
  pen.closePath();
  if (fill) {
    pen.fillStyle = fill;
    pen.fill();
  }
  if (outline) {
    pen.lineWidth = 1.5;
    pen.strokeStyle = outline;
    pen.stroke();
  }
}

function drawLeg(pen, leg, seen, unit, fill, outline) {
  const [hip, knee, ankle, heel, toe] = [leg.hip, leg.knee, leg.ankle, leg.heel, leg.toe].map(seen);
  shoe(pen, ankle, heel, leg.ball ? seen(leg.ball) : null, toe, unit, fill, outline);
  limb(pen, knee, ankle, unit * 0.052, unit * 0.028, fill, outline);
  limb(pen, hip, knee, unit * 0.082, unit * 0.054, fill, outline);
}

function shoe(pen, ankle, heel, ball, toe, unit, fill, outline) {
  const along = scaled(minus(ball ?? toe, heel), 1), front = scaled(minus(toe, ball ?? heel), 1);
  const above = (point, ahead, up, axis) => [point[0] + (axis[0] * ahead + axis[1] * up) * unit, point[1] + (axis[1] * ahead - axis[0] * up) * unit];
  pen.beginPath();
  pen.moveTo(...heel);
  if (ball) pen.lineTo(...ball);
  pen.lineTo(...toe);
  pen.quadraticCurveTo(...above(toe, 0.025, 0.03, front), ...above(toe, -0.02, 0.035, front));
  pen.lineTo(...above(ankle, 0.045, -0.01, along));
  pen.lineTo(...above(ankle, -0.035, 0, along));
  pen.closePath();
  pen.lineWidth = outline ? 1.5 : 3;
  pen.strokeStyle = outline ?? fill;
  if (fill) {
    pen.fillStyle = fill;
    pen.fill();
  }
  pen.stroke();
}

/** Trunk, head and arms; the arms swing against the legs and are a drawing only. */
function drawTrunk(pen, picture, hip, seen, unit, phase, paint, outline) {
  const sin = Math.sin(picture.trunk_lean || 0), cos = Math.cos(picture.trunk_lean || 0), tall = picture.height;
  const up = (share, ahead = 0) => seen([hip[0] + tall * (share * sin + ahead * cos), hip[1] + tall * (share * cos - ahead * sin)]);
  const shoulder = up(0.272), head = up(0.4, 0.012), fill = outline ? null : paint.jersey, edge = outline ?? paint.ink;
  const arm = (swing, colour) => {
    const bend = (angle, from, far) => [from[0] + far * Math.sin(angle), from[1] + far * Math.cos(angle)];
    const elbow = bend(swing - 0.15, shoulder, unit * 0.3), hand = bend(swing + 1.35, elbow, unit * 0.25);
    limb(pen, shoulder, elbow, unit * 0.042, unit * 0.032, colour, edge);
    limb(pen, elbow, hand, unit * 0.032, unit * 0.026, outline ? null : paint.skin, edge);
  };
  if (!outline) arm(0.75 * Math.cos(phase), paint.swing);
  limb(pen, seen(hip), shoulder, unit * 0.088, unit * 0.1, fill, edge);
  limb(pen, shoulder, up(0.36), unit * 0.045, unit * 0.04, outline ? null : paint.skin, outline ? null : paint.skin);
  if (!outline) limb(pen, head, up(0.39, 0.078), unit * 0.04, unit * 0.012, paint.skin, edge);
  pen.beginPath();
  pen.arc(head[0], head[1], 0.062 * tall * (unit / picture.unitLength), 0, 2 * Math.PI);
  pen.lineWidth = 1.5;
  pen.strokeStyle = edge;
  if (fill) {
    pen.fillStyle = paint.skin;
    pen.fill();
  }
  pen.stroke();
  if (!outline) arm(-0.75 * Math.cos(phase), paint.jersey);
}

/** A whole runner; `outline` draws him as a ghost, `whole` without anything seen through. Legs swap sides from step to step. */
export function drawRunner(pen, view, picture, time, step, bodyX, paint, outline = null, whole = false) {
  const seen = seenFrom(view, bodyX), legs = legsAt(picture, time);
  picture.unitLength = picture.leg_length || 0.53 * picture.height;
  const unit = picture.unitLength * view.scale;
  const phase = Math.PI * (step + clamp((time - picture.touchdown) / picture.end, -1, 1));
  const drawn = (leg, front) => {
    if (!leg) return;
    const solid = outline || leg.model || !front || whole;
    const draw = (on) => drawLeg(on, leg, seen, unit, outline ? null : leg.model ? paint.now : paint.swing, outline ?? paint.ink);
    faded(pen, solid ? 1 : SWING, draw);
  };
  const nearInFront = step % 2 === 0;
  if (!outline) drawn(nearInFront ? legs.far : legs.near, false);
  drawTrunk(pen, picture, legs.hip, seen, unit, phase, paint, outline);
  drawn(nearInFront || outline ? legs.near : legs.far, true);
  return { legs, seen, unit };
}
