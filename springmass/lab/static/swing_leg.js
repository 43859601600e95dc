// The leg in the air: a drawing, no model.

import { clamp, mix, plus, minus, length, scaled, turned } from "./small.js";

/** Knots of the swinging ankle about the hip: from where it left the ground to where it lands, heel up, then forward. */
export function swingPath(picture) {
  const reach = picture.thigh + picture.shank;
  const start = picture.leaving.foot, end = picture.landing.foot;
  const back = (x, y) => [x * reach, -y * reach];
  return {
    at: [0, 0.2, 0.42, 0.64, 0.84, 1],
    points: [start, back(-0.62, 0.62), back(-0.34, 0.52), back(0.14, 0.66), back(0.5, 0.78), end],
    duration: 2 * picture.end - (picture.takeoffTime - picture.touchdown),
  };
}

/** Smooth curve through the knots (cubic Hermite with slopes from the neighbours). */
function alongSwing(path, share) {
  const { at, points } = path;
  let i = 0;
  while (i < at.length - 2 && share > at[i + 1]) i++;
  const width = at[i + 1] - at[i], s = clamp((share - at[i]) / width, 0, 1);
  const slope = (k, axis) => {
    const before = Math.max(k - 1, 0), after = Math.min(k + 1, at.length - 1);
    return (points[after][axis] - points[before][axis]) / (at[after] - at[before]);
  };
  const hermite = (axis) =>
    (1 + 2 * s) * (1 - s) ** 2 * points[i][axis] + s * (1 - s) ** 2 * width * slope(i, axis) +
    s * s * (3 - 2 * s) * points[i + 1][axis] + s * s * (s - 1) * width * slope(i + 1, axis);
  return [hermite(0), hermite(1)];
}

/** Knee between hip and ankle, bending forward as knees do. */
function kneeBetween(hip, ankle, thigh, shank) {
  const line = minus(ankle, hip);
  const far = clamp(length(line), Math.abs(thigh - shank) + 1e-6, thigh + shank - 1e-6);
  const along = (thigh * thigh - shank * shank + far * far) / (2 * far);
  const aside = Math.sqrt(Math.max(thigh * thigh - along * along, 0));
  const unit = [line[0] / length(line), line[1] / length(line)];
  return [hip[0] + unit[0] * along - unit[1] * aside, hip[1] + unit[1] * along + unit[0] * aside];
}

/** A leg in the air at a share of its swing. */
export function swingLeg(picture, hip, share) {
  const { thigh, shank, landing, leaving } = picture;
  let reach = alongSwing(picture.swing, share);
  const far = length(reach), most = 0.995 * (thigh + shank);
  if (far > most) reach = [(reach[0] * most) / far, (reach[1] * most) / far];
  reach = [reach[0], Math.max(reach[1], 0.06 - hip[1])]; // a body that has fallen does not push it into the ground
  let ankle = plus(hip, reach);
  const knee = kneeBetween(hip, ankle, thigh, shank);
  ankle = plus(knee, scaled(minus(ankle, knee), shank));
  const turn = Math.atan2(ankle[1] - knee[1], ankle[0] - knee[0]);
  // The foot keeps about a right angle to the shank, and leaves and lands as the model's foot does.
  const from = turned(leaving.pitch - leaving.shankTurn), to = turned(landing.pitch - landing.shankTurn);
  const middle = Math.PI / 2 - 0.3, ease = (s) => s * s * (3 - 2 * s);
  const bend = share < 0.5 ? mix(from, middle, ease(share * 2)) : mix(middle, to, ease(share * 2 - 1));
  const pitch = turn + bend, cos = Math.cos(pitch - landing.pitch), sin = Math.sin(pitch - landing.pitch);
  const carry = (point) => {
    const [x, y] = minus(point, landing.ankle);
    return [ankle[0] + x * cos - y * sin, ankle[1] + x * sin + y * cos];
  };
  return { hip, knee, ankle, heel: carry(landing.heel), ball: landing.ball && carry(landing.ball), toe: carry(landing.toe) };
}
