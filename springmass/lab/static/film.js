// A picture over time: where everything is at an instant of the step.

import { clamp, mix, mixPoint, plus, minus, length, finite } from "./small.js";
import { swingPath, swingLeg } from "./swing_leg.js";

/** What drawing needs again and again, worked out once when a picture arrives. */
export function prepare(picture) {
  if (!picture || !picture.t || picture.t.length < 2) return null;
  const [touchdown, takeoff] = picture.contact ?? [];
  const end = picture.t[picture.t.length - 1];
  const ready = { ...picture, end, touchdown: touchdown ?? end, takeoffTime: takeoff ?? end };
  ready.travel = ready.mass[ready.mass.length - 1][0] - ready.mass[0][0];
  const first = firstInContact(ready, 1), last = firstInContact(ready, -1);
  ready.landing = first === null ? null : poseAt(ready, first);
  ready.leaving = last === null ? null : poseAt(ready, last);
  if (ready.landing) {
    ready.thigh = length(minus(ready.landing.hip, ready.landing.knee));
    ready.shank = length(minus(ready.landing.knee, ready.landing.ankle));
    ready.swing = swingPath(ready);
  }
  return ready;
}

/** Index of the first (or last) instant at which the model gives a whole leg. */
function firstInContact(picture, direction) {
  const count = picture.t.length;
  for (let n = 0; n < count; n++) {
    const i = direction > 0 ? n : count - 1 - n;
    const inContact = picture.t[i] >= picture.touchdown - 1e-9 && picture.t[i] <= picture.takeoffTime + 1e-9;
    if (inContact && picture.hip[i] && picture.knee[i] && picture.ankle[i] && picture.toe[i]) return i;
  }
  return null;
}

function poseAt(picture, i) {
  const at = (name) => picture[name][i];
  return {
    mass: at("mass"), hip: at("hip"), knee: at("knee"), ankle: at("ankle"), heel: at("heel"), toe: at("toe"), ball: picture.ball?.[i] ?? null,
    offset: minus(at("hip"), at("mass")), foot: minus(at("ankle"), at("hip")),
    pitch: pitchOf(at("heel"), at("toe")), shankTurn: Math.atan2(...minus(at("ankle"), at("knee")).reverse()),
  };
}

const pitchOf = (heel, toe) => Math.atan2(toe[1] - heel[1], toe[0] - heel[0]);

/** Where in picture.t an instant lies: index before it and share of the way to the next. */
function placeOf(t, time) {
  let low = 0, high = t.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (t[middle] <= time) low = middle;
    else high = middle;
  }
  return [low, clamp((time - t[low]) / (t[high] - t[low] || 1), 0, 1)];
}

/** A point of the picture at an instant; null where the model has none. */
export function pointAt(picture, name, time) {
  const points = picture[name];
  if (!points || !points.length) return null;
  const [i, share] = placeOf(picture.t, time);
  const a = points[i], b = points[i + 1];
  if (a && b) return mixPoint(a, b, share);
  return share < 0.5 ? a ?? null : b ?? null;
}

export const inContact = (picture, time) => time >= picture.touchdown && time <= picture.takeoffTime;

/** Hip over the whole step: the model's while the foot is down, carried along with the body in flight. */
export function hipAt(picture, time) {
  if (picture.plain) return pointAt(picture, "mass", time); // a weight on its spring has no hip
  const mass = pointAt(picture, "mass", time);
  const hip = pointAt(picture, "hip", time);
  if (hip) return hip;
  if (!picture.landing) return plus(mass, [0, -0.05]);
  const flight = picture.end - picture.takeoffTime + picture.touchdown || 1;
  const since = time > picture.takeoffTime ? time - picture.takeoffTime : time + picture.end - picture.takeoffTime;
  return plus(mass, mixPoint(picture.leaving.offset, picture.landing.offset, clamp(since / flight, 0, 1)));
}

/** Both legs at an instant: `near` is the leg of this step (the model's while on the ground), `far` the other one. */
export function legsAt(picture, time) {
  const hip = hipAt(picture, time);
  if (!picture.landing) return { hip, near: null, far: null };
  const { end, touchdown, takeoffTime, swing } = picture;
  const inAir = (since) => swingLeg(picture, hip, clamp(since / swing.duration, 0, 1));
  let near = null;
  if (inContact(picture, time)) {
    const at = (name) => pointAt(picture, name, Math.min(time, takeoffTime - 1e-6));
    near = { hip, knee: at("knee"), ankle: at("ankle"), heel: at("heel"), ball: at("ball"), toe: at("toe"), model: true };
    if (!near.knee || !near.ankle || !near.heel || !near.toe) near = null; // bent past what a leg can be
  } else near = inAir(time > takeoffTime ? time - takeoffTime : time + 2 * end - takeoffTime);
  return { hip, near, far: inAir(time + end - takeoffTime), touchdown };
}

/** Progress through a step as 0–1 flight, 1–2 contact, 2–3 flight, so that two runners can be shown landing together. */
export function phaseAt(picture, time) {
  if (time < picture.touchdown) return time / picture.touchdown;
  if (time <= picture.takeoffTime) return 1 + (time - picture.touchdown) / (picture.takeoffTime - picture.touchdown || 1);
  return 2 + (time - picture.takeoffTime) / (picture.end - picture.takeoffTime || 1);
}

export function timeAt(picture, phase) {
  if (phase < 1) return phase * picture.touchdown;
  if (phase <= 2) return mix(picture.touchdown, picture.takeoffTime, phase - 1);
  return mix(picture.takeoffTime, picture.end, clamp(phase - 2, 0, 1));
}

export const shareOfContact = (picture, time) =>
  (100 * (time - picture.touchdown)) / (picture.takeoffTime - picture.touchdown || 1);


/** The instant in words. */
export function momentOf(picture, time) {
  if (!inContact(picture, time)) return "in flight";
  const whole = !picture.outcome || picture.outcome === "RUNNING"; // a contact that was cut short has no shares
  return whole ? `${shareOfContact(picture, time).toFixed(0)} % of contact` : `${(1000 * (time - picture.touchdown)).toFixed(0)} ms after touchdown`;
}

/** Value of a curve over contact at a share of it. */
export function valueAt(shares, values, share) {
  if (!values || !values.length) return null;
  const [i, between] = placeOf(shares, share);
  const a = values[i], b = values[i + 1];
  return finite(a) && finite(b) ? mix(a, b, between) : a ?? null;
}
