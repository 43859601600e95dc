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
//   upload(file) | null            gives a Promise of { state, notes } or { error }
//   fetchStart(state) | undefined  gives a Promise of a start document, when another runner is chosen
//   url                            true when the address bar shall carry the state
// }
// Inside an element of class "smlab-page" the lab has the landmarks and main heading of a page; elsewhere it has not.
//
// Lengths are metres and angles radians in here; what people read was written in Python and is shown as it came.

const MIDSTANCES = ["lowest point", "greatest compression", "peak vertical force", "half contact", "fore-aft crossover"];
const FOOT = "foot.ahead";
const RATES = [[1, "1"], [0.5, "1/2"], [0.2, "1/5"], [0.1, "1/10"]];
const SWING = 0.6; // how solid a leg is drawn that is no model
const NARROW = 720; // a stage with no room for words beside the runner [px]
const FRAME = 0.01; // one press of an arrow key [s]
const QUIET = 25_000; // an answer that takes longer is given up [ms]

// ---------------------------------------------------------------------------------------------------------- small

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const mix = (a, b, share) => a + (b - a) * share;
const mixPoint = (a, b, share) => [mix(a[0], b[0], share), mix(a[1], b[1], share)];
const plus = (a, b) => [a[0] + b[0], a[1] + b[1]];
const minus = (a, b) => [a[0] - b[0], a[1] - b[1]];
const length = (v) => Math.hypot(v[0], v[1]);
const finite = (value) => typeof value === "number" && Number.isFinite(value);
const decimals = (step) => clamp(Math.ceil(-Math.log10(step || 1) - 1e-9), 0, 4);
const signed = (value, digits) => {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : (value < 0 ? "−" : "+") + text;
};

let ids = 0;
const fresh = (word) => `lab-${word}-${++ids}`; // several labs may live in one notebook

/** An element with attributes, listeners (on…) and children; text never becomes markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "text") element.textContent = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** One minus sign everywhere people read. */
const tidy = (text) => String(text).replace(/(^|[\s(±])-(?=\d)/g, "$1−");

const setText = (element, words) => {
  const text = tidy(words);
  if (element.textContent !== text) element.textContent = text;
};

/** Offers a file for saving. */
function save(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// ------------------------------------------------------------------------------------------------------ the state

const copyOf = (state) => ({ ...state, runner: { ...state.runner }, change: { ...state.change } });

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

// --------------------------------------------------------------------------------------------- pictures over time

/** What drawing needs again and again, worked out once when a picture arrives. */
function prepare(picture) {
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
function pointAt(picture, name, time) {
  const points = picture[name];
  if (!points || !points.length) return null;
  const [i, share] = placeOf(picture.t, time);
  const a = points[i], b = points[i + 1];
  if (a && b) return mixPoint(a, b, share);
  return share < 0.5 ? a ?? null : b ?? null;
}

const inContact = (picture, time) => time >= picture.touchdown && time <= picture.takeoffTime;

/** Hip over the whole step: the model's while the foot is down, carried along with the body in flight. */
function hipAt(picture, time) {
  const mass = pointAt(picture, "mass", time);
  const hip = pointAt(picture, "hip", time);
  if (hip) return hip;
  if (!picture.landing) return plus(mass, [0, -0.05]);
  const flight = picture.end - picture.takeoffTime + picture.touchdown || 1;
  const since = time > picture.takeoffTime ? time - picture.takeoffTime : time + picture.end - picture.takeoffTime;
  return plus(mass, mixPoint(picture.leaving.offset, picture.landing.offset, clamp(since / flight, 0, 1)));
}

/** Progress through a step as 0–1 flight, 1–2 contact, 2–3 flight, so that two runners can be shown landing together. */
function phaseAt(picture, time) {
  if (time < picture.touchdown) return time / picture.touchdown;
  if (time <= picture.takeoffTime) return 1 + (time - picture.touchdown) / (picture.takeoffTime - picture.touchdown || 1);
  return 2 + (time - picture.takeoffTime) / (picture.end - picture.takeoffTime || 1);
}

function timeAt(picture, phase) {
  if (phase < 1) return phase * picture.touchdown;
  if (phase <= 2) return mix(picture.touchdown, picture.takeoffTime, phase - 1);
  return mix(picture.takeoffTime, picture.end, clamp(phase - 2, 0, 1));
}

const shareOfContact = (picture, time) =>
  (100 * (time - picture.touchdown)) / (picture.takeoffTime - picture.touchdown || 1);

/** The instant in words. */
function momentOf(picture, time) {
  if (!inContact(picture, time)) return "in flight";
  const whole = !picture.outcome || picture.outcome === "RUNNING"; // a contact that was cut short has no shares
  return whole ? `${shareOfContact(picture, time).toFixed(0)} % of contact` : `${(1000 * (time - picture.touchdown)).toFixed(0)} ms after touchdown`;
}

/** Value of a curve over contact at a share of it. */
function valueAt(shares, values, share) {
  if (!values || !values.length) return null;
  const [i, between] = placeOf(shares, share);
  const a = values[i], b = values[i + 1];
  return finite(a) && finite(b) ? mix(a, b, between) : a ?? null;
}

// --------------------------------------------------------------------------------- the swing leg: a drawing, no model

/** Knots of the swinging ankle about the hip: from where it left the ground to where it lands, heel up, then forward. */
function swingPath(picture) {
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
function swingLeg(picture, hip, share) {
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

const scaled = (v, size) => [(v[0] * size) / (length(v) || 1), (v[1] * size) / (length(v) || 1)];
const turned = (angle) => Math.atan2(Math.sin(angle), Math.cos(angle));

/** Both legs at an instant: `near` is the leg of this step (the model's while on the ground), `far` the other one. */
function legsAt(picture, time) {
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

// ----------------------------------------------------------------------------------------------- drawing the runner

/** Colours as the style sheet has them now, light or dark. */
function colours(root) {
  const style = getComputedStyle(root);
  const read = (name) => style.getPropertyValue(`--${name}`).trim() || "#888";
  const names = ["card", "ink", "muted", "line", "sky", "ground", "mark", "now", "skin", "base", "force", "spring", "casing", "warn", "good", "band", "plumb", "jersey", "swing"];
  return Object.fromEntries(names.map((name) => [name, read(name)]));
}

const boxes = new WeakMap(); // asking a canvas for its size sixty times a second would lay the page out as often
const resized = (entries) => entries.forEach((entry) => boxes.delete(entry.target));

/** Makes a canvas as sharp as the screen is; gives its 2D context in CSS pixels, and its size. */
function sharp(canvas) {
  const box = boxes.get(canvas) ?? canvas.getBoundingClientRect();
  if (box.width) boxes.set(canvas, box);
  const width = Math.max(Math.round(box.width), 10), height = Math.max(Math.round(box.height), 10);
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
function faded(pen, strength, draw) {
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

const font = (size, weight = 500) => `${weight} ${size}px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif`;

/** Words that stay readable over anything, kept inside the canvas. */
function write(pen, text, x, y, { colour, halo, size = 14, weight = 600, align = "left", width = Infinity } = {}) {
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
function writeLines(pen, text, x, y, room, look) {
  pen.font = font(look.size, look.weight);
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (lines.at(-1) && pen.measureText(longer).width > room) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  lines.slice(0, 6).forEach((one, i) => write(pen, one, x, y + i * look.size * 1.35, look));
}

function line(pen, points, colour, width, dash = []) {
  pen.beginPath();
  points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.setLineDash(dash);
  pen.lineWidth = width;
  pen.strokeStyle = colour;
  pen.stroke();
  pen.setLineDash([]);
}

function arrow(pen, from, to, colour, width, halo = null) {
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
function spring(pen, from, to, colour, casing, wide) {
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

/** Where things stand on the canvas: metres to pixels, the body always at the same place across. */
function viewOf(width, height, picture, ghost) {
  const tall = Math.max(picture.height || 1.75, ghost?.height || 0);
  const top = Math.max(...[picture, ghost].flatMap((one) => one?.mass.map((p) => p[1]) ?? [])) + 0.47 * tall;
  const foot = width < NARROW ? 72 : 66;
  return { width, height, scale: (height - foot - 16) / top, ground: height - foot, centre: width * (width < 520 ? 0.4 : 0.42), tall };
}

/** From metres, seen from a body at `bodyX`, to pixels. */
const seenFrom = (view, bodyX) => ([x, y]) => [view.centre + (x - bodyX) * view.scale, view.ground - y * view.scale];

function drawGround(pen, view, travelled, paint) {
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
function drawRunner(pen, view, picture, time, step, bodyX, paint, outline = null, whole = false) {
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

/** Spring and push of the ground, while the foot is down. */
function drawForces(pen, view, picture, time, bodyX, paint) {
  if (!inContact(picture, time)) return;
  time = Math.min(time, picture.takeoffTime - 1e-6); // the last instant with the foot down
  const seen = seenFrom(view, bodyX), hip = hipAt(picture, time), foot = pointAt(picture, "cop", time), push = pointAt(picture, "grf", time);
  if (!foot) return;
  const size = 0.26 * view.tall;
  if (push) arrow(pen, seen(foot), seen([foot[0] + push[0] * size, foot[1] + push[1] * size]), paint.force, 5, paint.card);
  spring(pen, seen(hip), seen(foot), paint.spring, paint.casing, Math.max(view.scale * 0.055, 6));
}

/** Plumb line at midstance and takeoff arrow: they stay where they happened and go by with the ground. */
function drawMarks(pen, view, picture, time, bodyX, paint) {
  const before = time < picture.touchdown; // what is seen then is the step before
  const since = before ? time + picture.end : time, shift = before ? -picture.travel : 0;
  const gone = clamp((since - picture.takeoffTime) / (picture.end - picture.takeoffTime + picture.touchdown || 1), 0, 1);
  const seen = seenFrom(view, bodyX - shift), strength = 1 - gone * gone * gone;
  if (before && !picture.periodic) return;
  pen.globalAlpha *= strength;
  const middle = picture.midstance;
  if (middle && finite(middle.t) && since >= middle.t) drawPlumb(pen, view, picture, middle, seen, paint);
  if (picture.takeoff && finite(picture.takeoff.angle_deg) && since >= picture.takeoffTime) drawTakeoff(pen, view, picture, seen, paint);
  pen.globalAlpha /= strength || 1;
}

function drawPlumb(pen, view, picture, middle, seen, paint) {
  const hip = hipAt(picture, middle.t), ankle = pointAt(picture, "ankle", middle.t);
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
  if (view.width < NARROW) write(pen, middle.text, view.centre, view.height - 12, { colour: paint.plumb, halo: paint.ground, size: 14, align: "center", width: view.width });
  else write(pen, middle.text, x - 10, top + (bottom - top) * 0.42, { colour: paint.plumb, halo: paint.card, size: 17, align: "right", width: view.width });
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
function drawMass(pen, at, paint) {
  pen.beginPath();
  pen.arc(...at, 6, 0, 2 * Math.PI);
  pen.fillStyle = paint.card;
  pen.fill();
  pen.lineWidth = 3;
  pen.strokeStyle = paint.ink;
  pen.stroke();
}

/** The ring the foot comes down in; it is the handle to drag. */
function drawHandle(pen, view, ahead, paint, { held, asked, hint }) {
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

/** Both takeoffs from one point: which way each body is thrown, its speed as length, the runner behind it. */
function drawSlingshot(pen, width, height, now, other, otherName, paint) {
  pen.fillStyle = paint.card;
  pen.fillRect(0, 0, width, height);
  const narrow = width < 520, origin = [width * (narrow ? 0.2 : 0.16), height * 0.56], leaves = (run) => finite(run?.takeoff?.angle_deg);
  const runs = [{ run: other, colour: paint.base, ink: paint.muted, name: otherName }, { run: now, colour: paint.now, ink: paint.now, name: "now" }].filter(({ run }) => leaves(run));
  for (const { run, colour, name } of runs) {
    const [x, y] = pointAt(run, "mass", run.takeoffTime), scale = (height * 0.5) / run.height;
    const view = { width, height, scale, centre: origin[0], ground: origin[1] + y * scale, tall: run.height };
    const ghost = name !== "now";
    faded(pen, ghost ? 0.6 : 0.45, (on) => drawRunner(on, view, run, run.takeoffTime - 1e-6, 0, x, paint, ghost ? colour : null, true));
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
  pen.beginPath();
  pen.arc(...origin, 6, 0, 2 * Math.PI);
  pen.fillStyle = paint.card;
  pen.fill();
  pen.lineWidth = 3;
  pen.strokeStyle = paint.ink;
  pen.stroke();
  writeLines(pen, "The moment of takeoff: which way does the slingshot throw you?", width / 2, narrow ? 18 : 24, width * 0.84, { colour: paint.ink, halo: paint.card, size: narrow ? 13 : 17, weight: 600, align: "center", width });
  if (runs.length === 2) {
    const more = now.takeoff.angle_deg - other.takeoff.angle_deg, way = Math.abs(more) < 0.05 ? "the same direction" : `${Math.abs(more).toFixed(1)}° ${more > 0 ? "more upward" : "flatter"} than ${otherName}`;
    write(pen, way, width / 2, height - 22, { colour: paint.good, halo: paint.card, size: narrow ? 15 : 20, weight: 700, align: "center", width });
  }
}

// --------------------------------------------------------------------------------------------------------- plots

/** Round steps for an axis. */
function ticks(low, high, about) {
  const raw = (high - low) / about, power = 10 ** Math.floor(Math.log10(raw || 1));
  const step = [1, 2, 5, 10].map((m) => m * power).find((m) => m >= raw) ?? raw;
  const found = [];
  for (let value = Math.ceil(low / step - 1e-9) * step; value <= high + step * 1e-9; value += step) found.push(value);
  return { found, digits: decimals(step) };
}

/** The curves a plot shows; `of` names a curve of the picture, `band` one of the 26 runners'. */
const PLOTS = [
  { key: "vertical", title: "Push of the ground, upward", unit: "BW", of: "vertical", band: "vertical", what: "body weights" },
  { key: "fore_aft", title: "Push of the ground, fore and aft", unit: "BW", of: "fore_aft", band: "fore_aft", what: "body weights; below zero it brakes" },
  { key: "knee", title: "Knee moment", unit: "N·m/kg", of: "knee_moment", band: "knee_moment", what: "N·m per kilogram, extending" },
  { key: "quadriceps", title: "Pull of the quadriceps", unit: "BW", of: "quadriceps", band: null, what: "body weights" },
];

/** A curve over contact: now, ghost and the band of real runners; gives where the drawing area is. */
function drawCurves(canvas, plot, now, ghost, band, paint) {
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
const energyOf = (picture) => {
  const curves = picture?.curves;
  if (!curves?.stored) return null;
  const last = (values) => values?.filter(finite).at(-1) ?? 0;
  const damped = last(curves.lost), left = finite(picture.takeoff?.angle_deg) ? last(curves.stored) : 0; // who falls does not let go
  return { stored: Math.max(0, ...curves.stored.filter(finite)), loses: damped + left, damped, left, rolled: last(curves.rolled), replaced: last(curves.replaced) };
};

/** Rows of the energy figure: the part of energyOf, its name in the drawing and in the table. */
const ENERGY = [
  ["stored", "spring stores", "stored in the spring at most"],
  ["loses", "leg loses", "lost in the leg"],
  ["rolled", "foot takes", "taken by the rolling foot"],
  ["replaced", "put back", "put back (push-off and hip)"],
];
const energyText = (value) => (finite(value) ? signed(value, 2).replace("+", "") : "–");

function drawEnergy(canvas, now, ghost, paint) {
  const { pen, width, height } = sharp(canvas);
  pen.clearRect(0, 0, width, height);
  const a = energyOf(now), b = energyOf(ghost);
  if (!a && !b) return;
  const left = 114, row = (height - 8) / ENERGY.length;
  const most = Math.max(...ENERGY.map(([r]) => Math.max(Math.abs(a?.[r] ?? 0), Math.abs(b?.[r] ?? 0))), 1e-6);
  const size = (value) => ((width - left - 52) * Math.abs(value)) / most;
  const fill = { stored: paint.spring, loses: paint.force, rolled: paint.plumb, replaced: paint.good };
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
function drawDial(canvas, multiplier, paint) {
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
  arc(1.02, most, paint.force);
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

// ------------------------------------------------------------------------------------- the stage: film and handle

/** Canvas with the runner, its buttons and legend. `onFoot(ahead)` is called while the foot is dragged [m]. */
function makeStage(root, { onFoot, onTick }) {
  const canvas = make("canvas", { class: "runner", role: "img", "aria-label": "The runner" });
  const frame = make("div", { class: "frame", tabindex: "0", role: "group", "aria-label": "The runner. Space plays and pauses, left and right arrow step through the film, with Shift they move the foot.", "data-lm-suppress-shortcuts": true }, canvas);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const film = { now: null, ghost: null, ghostName: "before", time: 0, step: 0, travelled: 0, playing: !still, rate: 0.2, hold: 0, dirty: true, slingshot: false, ghostShown: true, message: "", drag: null, asked: null, ahead: null, footScale: true };
  let paint = colours(root), last = 0, running = 0;

  const playButton = make("button", { type: "button", class: "play" });
  const button = (text, name, action) => make("button", { type: "button", "aria-label": name, title: name, text, onclick: action });
  const back = button("◀︎❘", "One frame back", () => step(-1));
  const on = button("❘▶︎", "One frame on", () => step(1));
  const rate = radios("Speed", RATES.map(([value, text]) => ({ value: String(value), text })), "0.2", (value) => (film.rate = Number(value)), "speeds");
  const sling = make("button", { type: "button", "aria-pressed": "false", text: "Slingshot view", onclick: () => setSlingshot(!film.slingshot) });
  const ghostBox = make("input", { type: "checkbox", id: fresh("ghost"), checked: true, onchange: () => { film.ghostShown = ghostBox.checked; redraw(); } });
  const pin = make("button", { type: "button", text: "Pin this run", title: "Keep this run as the outline to compare with", "aria-pressed": "false" });
  const jump = make("select", { id: fresh("jump") });
  for (const [value, text] of [["", "Go to …"], ["touchdown", "touchdown"], ["midstance", "midstance"], ["takeoff", "takeoff"], ["apex", "highest point"]]) jump.append(make("option", { value, text }));
  jump.addEventListener("change", () => { goTo(jump.value); jump.value = ""; });
  const bar = make("div", { class: "transport" }, playButton, back, on, rate.element, make("label", { class: "hidden", for: jump.id, text: "Go to an instant" }), jump, sling,
    make("span", { class: "check" }, ghostBox, make("label", { for: ghostBox.id, text: "Outline" })), pin);
  const ghostWord = make("span", { text: "before the change" }), ghostItem = make("li", {}, make("span", { class: "key ghost", "aria-hidden": "true" }), ghostWord);
  const legend = make("ul", { class: "legend", "aria-label": "What is drawn" }, ...[["leg", "leg on the ground: the model's"], ["spring", "leg as a spring"], ["push", "push of the ground"], ["plumb", "plumb line from the hip at midstance"], ["takeoff", "takeoff"], ["swing", "swing leg and arms: drawing only"]].map(([key, text]) => make("li", {}, make("span", { class: `key ${key}`, "aria-hidden": "true" }), text)),
    ghostItem);
  const element = make("section", { class: "card stage", "aria-label": "The runner" }, frame, bar, legend);

  const redraw = () => { film.dirty = true; wake(); };
  const wake = () => { if (!running) running = requestAnimationFrame(tick); };

  function setPlaying(playing) {
    film.playing = playing;
    describe();
    redraw();
  }
  function setSlingshot(shown) {
    film.slingshot = shown;
    sling.setAttribute("aria-pressed", String(shown));
    describe();
    redraw();
  }
  function step(frames) {
    setPlaying(false);
    advance(frames * FRAME);
    redraw();
  }
  function goTo(mark) {
    const p = film.now;
    if (!p || !mark) return;
    setPlaying(false);
    film.time = mark === "touchdown" ? p.touchdown : mark === "takeoff" ? p.takeoffTime : mark === "midstance" ? p.midstance?.t ?? p.touchdown : 0;
    redraw();
  }
  playButton.addEventListener("click", () => film.stale || setPlaying(!film.playing));
  frame.addEventListener("keydown", (event) => {
    const along = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === " ") film.stale || setPlaying(!film.playing);
    else if (along && event.shiftKey && film.ahead !== null) onFoot(film.ahead + along * 0.005);
    else if (along) step(along);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function nextStep(time) {
    film.time = time;
    film.step++;
    film.travelled += film.now.travel;
  }

  /** Time goes on; at the end of the step the next one begins, on the other leg. */
  function advance(seconds) {
    const p = film.now;
    if (!p) return;
    film.time += seconds;
    if (film.playing && !p.periodic && film.time >= p.end) { // shown again and again: a rest at its end says so
      film.time = p.end - 1e-6;
      film.hold = p.outcome && p.outcome !== "RUNNING" ? 1.6 : 0.5;
      return;
    }
    while (film.time >= p.end) nextStep(film.time - p.end);
    while (film.time < 0) {
      film.time += p.end;
      film.step--;
      film.travelled -= p.travel;
    }
  }

  function tick(now) {
    running = 0;
    const passed = Math.min((now - last) / 1000, 0.1);
    last = now;
    if (film.playing && !film.drag && film.now && !film.slingshot && !film.stale) {
      if (film.hold > 0) {
        film.hold -= passed;
        if (film.hold <= 0) nextStep(0);
      } else advance(passed * film.rate);
      film.dirty = true;
    }
    if (film.dirty) {
      film.dirty = false;
      draw();
      onTick(film);
    }
    if (film.playing && !film.drag && !film.slingshot && !film.stale && canvas.isConnected && !document.hidden) wake();
  }

  function draw() {
    const { pen, width, height } = sharp(canvas), p = film.now, ghost = film.ghostShown ? film.ghost : null;
    if (film.slingshot) drawSlingshot(pen, width, height, film.stale ? null : p, film.stale ? p : film.ghost, film.stale ? "before" : film.ghostName, paint);
    else {
      pen.fillStyle = paint.sky;
      pen.fillRect(0, 0, width, height);
      if (p) drawScene(pen, width, height, p, ghost);
    }
    const low = film.slingshot; // below its title
    if (film.message) writeLines(pen, film.message, low ? width / 2 : width * (width < 520 ? 0.57 : 0.6), low ? (width < 520 ? 64 : 56) : 34, width * (low ? 0.9 : 0.38), { align: low ? "center" : "left", width, colour: paint.warn, halo: paint.card, size: width < 520 ? 13 : 18, weight: 700 });
    if (p && !film.slingshot) write(pen, momentOf(p, film.time), 12, 18, { colour: paint.muted, halo: paint.card, size: 13, weight: 500 });
  }

  function drawScene(pen, width, height, p, ghost) {
    const view = viewOf(width, height, p, film.ghost), bodyX = pointAt(p, "mass", film.time)[0];
    film.view = view;
    drawGround(pen, view, film.travelled + bodyX - p.mass[0][0], paint);
    if (ghost) {
      const time = timeAt(ghost, phaseAt(p, film.time));
      drawRunner(pen, view, ghost, time, film.step, pointAt(ghost, "mass", time)[0], paint, paint.base);
    }
    // Faded where it is not what was asked for, but the runner before the change.
    faded(pen, film.stale ? 0.3 : 1, (on) => {
      drawRunner(on, view, p, film.time, film.step, bodyX, paint, null, film.stale);
      drawMarks(on, view, p, film.time, bodyX, paint);
      drawForces(on, view, p, film.time, bodyX, paint);
      drawMass(on, seenFrom(view, bodyX)(pointAt(p, "mass", film.time)), paint);
    });
    if (film.ahead !== null) drawHandle(pen, view, film.ahead, paint, { held: Boolean(film.drag), asked: film.asked, hint: film.hint && !film.drag });
  }

  /** Dragging: the runner stands still at touchdown, the foot goes where the pointer goes. */
  function takeHold(event) {
    if (event.button || film.slingshot || !film.now || !film.view || film.ahead === null) return;
    const box = canvas.getBoundingClientRect(), y = event.clientY - box.top;
    if (y < film.view.ground - 0.32 * film.view.tall * film.view.scale) return;
    event.preventDefault();
    frame.focus({ preventScroll: true });
    frame.setPointerCapture(event.pointerId);
    film.drag = { from: event.clientX, ahead: film.ahead, gain: event.pointerType === "touch" ? 0.5 : 1 }; // a finger is coarse
    film.time = film.now.touchdown;
    frame.classList.add("held");
    redraw();
  }
  function pull(event) {
    if (!film.drag) return;
    film.asked = film.drag.ahead + (film.drag.gain * (event.clientX - film.drag.from)) / film.view.scale;
    film.asked = onFoot(film.asked) ?? film.asked;
    redraw();
  }
  function letGo() {
    if (!film.drag) return;
    film.drag = film.asked = null;
    frame.classList.remove("held");
    last = performance.now();
    redraw();
  }
  frame.addEventListener("pointerdown", takeHold);
  frame.addEventListener("pointermove", pull);
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) frame.addEventListener(name, letGo);

  /** The picture in words, for those who do not see it. */
  function describe() {
    const p = film.now;
    setText(playButton, film.playing && !film.stale ? "❚❚ Pause" : "▶︎ Play");
    if (!p) return;
    const parts = [film.slingshot ? "Both takeoffs from one point." : `The runner from the side, ${film.stale ? "standing still" : film.playing ? "running" : "paused"}.`];
    if (film.message) parts.push(film.message);
    if (finite(film.ahead)) parts.push(`The foot lands ${(film.ahead * 100).toFixed(1)} cm ahead of the body.`);
    if (p.midstance?.text) parts.push(`At midstance: ${p.midstance.text}.`);
    if (finite(p.takeoff?.angle_deg)) parts.push(`Takeoff at ${p.takeoff.angle_deg.toFixed(1)} degrees` + (film.ghost?.takeoff ? `, ${film.ghostName} ${film.ghost.takeoff.angle_deg?.toFixed(1)}.` : "."));
    canvas.setAttribute("aria-label", parts.join(" "));
  }

  /** Shows other pictures; the film goes on from the same instant of the step. */
  function show({ now, ghost, ghostName, message, ahead, stale, hint }) {
    const first = !film.now;
    film.hold = 0;
    if (now && film.now && !film.drag) film.time = timeAt(now, phaseAt(film.now, film.time));
    Object.assign(film, { now, ghost, ghostName, message, ahead, stale, hint });
    if (now && (first || film.drag)) film.time = first && !still ? 0 : first ? now.takeoffTime : now.touchdown;
    setText(ghostWord, ghostName === "before" ? "before the change" : ghostName);
    ghostItem.hidden = !ghost;
    describe();
    redraw();
  }
  /** What is seen is not what was asked for: it is dimmed and stands still. */
  function dim(message) {
    Object.assign(film, { stale: true, message, hint: false });
    describe();
    redraw();
  }
  /** Stands still at a named instant; `goOn` plays again if it did before. */
  let played = false;
  function rest(mark) {
    played ||= film.playing;
    goTo(mark);
  }
  function goOn() {
    if (played) setPlaying(true);
    played = false;
  }
  const watch = new ResizeObserver((entries) => { resized(entries); redraw(); });
  watch.observe(canvas);
  const onVisible = () => { last = performance.now(); redraw(); };
  document.addEventListener("visibilitychange", onVisible);
  const stop = () => { watch.disconnect(); cancelAnimationFrame(running); document.removeEventListener("visibilitychange", onVisible); };
  setPlaying(film.playing);
  return { element, canvas, film, pin, show, dim, rest, goOn, redraw, stop, setSlingshot, repaint: () => { paint = colours(root); redraw(); } };
}

/** A group of radio buttons; gives its element and a way to set it. */
function radios(legend, choices, value, onChange, look = "") {
  const name = fresh("choice"), inputs = new Map();
  const element = make("fieldset", { class: `radios ${look}` }, make("legend", { text: legend }));
  for (const choice of choices) {
    const id = fresh("radio"), note = choice.note ? fresh("note") : null;
    const input = make("input", { type: "radio", name, id, value: choice.value, checked: choice.value === value, "aria-describedby": note, onchange: () => onChange(choice.value) });
    inputs.set(choice.value, input);
    element.append(make("div", { class: "radio" }, input, make("label", { for: id, text: choice.text }), note ? make("p", { id: note, text: choice.note }) : null));
    input.disabled = Boolean(choice.disabled);
  }
  const set = (wanted) => inputs.forEach((input, key) => (input.checked = key === wanted));
  return { element, set };
}

// -------------------------------------------------------------------------------------------------------- sliders

/** One slider with its label, value, baseline tick, reset and help. */
function makeSlider(slider, { onMove, onReset }) {
  const id = fresh("slider"), helpId = fresh("help"), digits = decimals(slider.step);
  const input = make("input", { type: "range", id, min: slider.min, max: slider.max, step: slider.step, value: slider.value, "aria-describedby": helpId, "data-field": slider.name, "data-lm-suppress-shortcuts": true });
  const output = make("output", { for: id });
  const reset = make("button", { type: "button", class: "reset", "aria-label": `Reset ${slider.label}`, title: "Back to where it was", text: "↺", onclick: () => onReset(slider) });
  const help = make("p", { class: "help", id: helpId, text: slider.help ?? "" }), why = make("p", { class: "why", hidden: true });
  const tick = make("span", { class: "tick", "aria-hidden": "true" });
  const element = make("div", { class: "slider" }, make("div", { class: "head" }, make("label", { for: id, text: slider.label }), output, reset), make("div", { class: "track" }, tick, input), help, why);
  let held = false;
  const say = (text) => {
    setText(output, text);
    input.setAttribute("aria-valuetext", text);
    const share = (Number(input.value) - Number(input.min)) / (Number(input.max) - Number(input.min) || 1);
    input.style.setProperty("--share", share);
  };
  const textOf = (value) => `${value.toFixed(digits).replace("-", "−")} ${slider.unit}`.trim();
  input.addEventListener("input", () => {
    held = true;
    say(textOf(Number(input.value)));
    onMove(slider, Number(input.value));
  });
  for (const name of ["change", "blur", "pointerup"]) input.addEventListener(name, () => (held = false));
  // Where the foot lands is changed by whole steps from where it landed: three centimetres are three centimetres.
  let origin = 0;
  const grid = (value, round) => Number((origin + round((value - origin) / slider.step) * slider.step).toFixed(6));
  const beginAt = (home) => {
    if (slider.name !== FOOT || held || !finite(home) || home === origin) return;
    const value = input.value;
    origin = home;
    input.min = String(grid(slider.min, (n) => Math.ceil(n - 1e-6)));
    input.max = String(grid(slider.max, (n) => Math.floor(n + 1e-6)));
    input.value = value;
  };
  beginAt(slider.reset ?? slider.value);
  /** Puts it where the model says it is; a value outside the range widens the range. */
  const set = (value, text) => {
    if (held) return;
    if (!finite(value)) return say(text ?? "as usual");
    if (value < Number(input.min)) input.min = String(grid(value, Math.floor));
    if (value > Number(input.max)) input.max = String(grid(value, Math.ceil));
    input.value = String(value);
    say(text && !/e-\d/.test(text) ? text : textOf(value)); // nothing is that small to a person
  };
  const mark = (changed, home) => {
    beginAt(home);
    element.classList.toggle("changed", changed);
    reset.disabled = !changed;
    tick.hidden = !changed || !finite(home);
    if (finite(home)) tick.style.setProperty("--share", clamp((home - Number(input.min)) / (Number(input.max) - Number(input.min)), 0, 1));
  };
  const explain = (sentence) => {
    input.disabled = Boolean(sentence);
    why.hidden = !sentence;
    setText(why, sentence || "");
  };
  say(slider.text ?? textOf(slider.value ?? 0));
  return { element, input, set, mark, explain, slider, nearest: (value) => grid(value, Math.round) };
}

/** A field of words instead of numbers: a select with label and reset, used like a slider. */
function makeChoice(slider, { onMove, onReset }) {
  const id = fresh("choice"), helpId = fresh("help");
  const input = make("select", { id, "aria-describedby": helpId, "data-field": slider.name }, ...slider.choices.map((one) => make("option", { value: one.value, text: one.label })));
  const reset = make("button", { type: "button", class: "reset", "aria-label": `Reset ${slider.label}`, title: "Back to where it was", text: "↺", onclick: () => onReset(slider) });
  const why = make("p", { class: "why", hidden: true });
  const element = make("div", { class: "slider choice" }, make("div", { class: "head" }, make("label", { for: id, text: slider.label }), input, reset), make("p", { class: "help", id: helpId, text: slider.help ?? "" }), why);
  input.addEventListener("change", () => onMove(slider, input.value));
  const set = (value) => { if (value !== null && value !== undefined) input.value = value; };
  const mark = (changed) => {
    element.classList.toggle("changed", changed);
    reset.disabled = !changed;
  };
  const explain = (sentence) => {
    input.disabled = Boolean(sentence);
    why.hidden = !sentence;
    setText(why, sentence || "");
  };
  set(slider.value);
  return { element, input, set, mark, explain, slider };
}

// ---------------------------------------------------------------------------------------------------- plots on page

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

function fillTable(table, caption, head, rows) {
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
function makeFigures(root, bands) {
  const shown = { now: null, ghost: null, ghostName: "before", stability: null };
  const curves = PLOTS.map((plot) => ({ plot, band: plot.band ? bands?.[plot.band] ?? null : null, hover: null, area: null, ...makeFigure(plot.title, `${plot.what}, over contact`) }));
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
    const text = (value) => (finite(value) ? value.toFixed(2).replace(/^-(?=0\.00$)/, "").replace("-", "−") : "none");
    const parts = [`${share.toFixed(0)} %: ${text(valueAt(now.curves.share, now.curves[plot.of], share))} ${plot.unit}`];
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
    const even = a && Math.abs(a.loses + a.rolled - a.replaced) < 0.015;
    const sum = !a ? "no run" : `leg ${text(a.loses)}${a.left > 0.005 ? ` (${text(a.left)} of it left in the spring at takeoff)` : ""} ${a.rolled < 0 ? "−" : "+"} foot ${text(Math.abs(a.rolled))} = ${text(a.loses + a.rolled)}; put back ${text(a.replaced)}${even ? ": it balances" : ""}`;
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

// -------------------------------------------------------------------------------------------------------- lessons

/**
 * What a question or an expectation is about, measured from the numbers of the answer; null where there is none.
 * `other` holds the numbers of another run to compare with, where that is not the answer's own baseline.
 */
function measured(one, numbers, other) {
  const row = numbers.get(one.metric), now = row?.now;
  if (!finite(now) || one.measure === "value") return finite(now) ? now : null;
  const before = other ? other.get(one.metric)?.now : row.baseline;
  if (!finite(before) || (one.measure === "percent" && before === 0)) return null;
  return one.measure === "percent" ? 100 * (now / before - 1) : now - before;
}

const percent = (value) => {
  if (!finite(value)) return "–";
  const digits = Math.abs(value) < 9.95 ? 1 : 0;
  return `${Number(value.toFixed(digits)) === 0 ? value.toFixed(digits).replace("-", "") : signed(value, digits)} %`;
};

/** The words after a prediction, with the numbers of this run; without the story where its claims do not hold. */
function revealOf(step, numbers, other) {
  const holds = step.expect.every((one) => {
    const value = measured(one, numbers, other);
    return value !== null && value >= one.at_least && value <= one.at_most;
  });
  return (holds ? step.reveal : step.otherwise ?? "{baseline} → {now}").replace(/\{([^{}:]*):?([^{}]*)\}/g, (_, slot, name) => {
    const metric = name || step.question.metric, row = numbers.get(metric);
    if (slot === "change") return percent(measured({ metric, measure: "percent" }, numbers, other));
    return (slot === "now" ? row?.text_now : other ? other.get(metric)?.text_now : row?.text_baseline) ?? "–";
  });
}

/** Index of the right choice and the words of the reveal; Python may have worked them out already. */
function judged(step, numbers, other) {
  if (step.told) return { right: step.right, told: step.told };
  const value = measured(step.question, numbers, other);
  return { right: value === null ? null : step.question.edges.filter((edge) => value >= edge).length, told: revealOf(step, numbers, other) };
}

const byName = (answer) => new Map((answer?.numbers ?? []).map((row) => [row.name, row]));

/** The lesson panel. `ask(state)` shows a state and gives its answer; `keep(on)` keeps what is seen as the outline; `onPlace(lesson, step)` is told where the class is. */
function makeLessons(lessons, { ask, keep, stage, headline, onPlace, onLeave }) {
  const element = make("section", { class: "card lesson", hidden: true, "aria-label": "Lesson" });
  let lesson = null, at = 0, score = 0;

  /** The state that is seen until the prediction is made. */
  const beforeOf = (step) => step.before ?? { ...step.state, change: {} };

  function open(name, first = 0) {
    lesson = lessons.find((one) => one.name === name) ?? null;
    element.hidden = !lesson;
    score = 0;
    if (lesson) show(clamp(first, 0, lesson.steps.length - 1));
    else {
      keep(false);
      onLeave();
    }
  }

  function show(index, focus = false) {
    at = index;
    const step = lesson.steps[at];
    onPlace(lesson.name, at);
    const heading = make("h2", { tabindex: "-1", text: lesson.title });
    const place = make("p", { class: "place", text: `Step ${at + 1} of ${lesson.steps.length}` });
    const leave = make("button", { type: "button", class: "leave", text: "Leave the lesson", onclick: () => open("") });
    const form = make("form", { class: "question" }), result = make("div", { class: "result", role: "status", tabindex: "-1" });
    const name = fresh("predict");
    const choices = step.question.choices.map((text, i) => {
      const id = fresh("guess");
      return make("div", { class: "radio" }, make("input", { type: "radio", name, id, value: i, required: true }), make("label", { for: id, text }));
    });
    form.append(make("fieldset", {}, make("legend", { text: step.question.text }), ...choices), make("button", { type: "submit", class: "main", text: "Show what happens" }));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const picked = form.querySelector("input:checked");
      if (picked) reveal(step, Number(picked.value), form, result);
    });
    element.replaceChildren(make("div", { class: "lessonhead" }, heading, place, leave), at === 0 ? make("p", { class: "intro", text: lesson.intro }) : "", make("p", { class: "say", text: step.say }), form, result);
    if (focus) heading.focus({ preventScroll: true });
    // Until the prediction is made, the runner is seen as he was before the change.
    headline(step.question.text);
    stage.goOn();
    keep(false);
    ask(beforeOf(step)).catch(() => {});
  }

  async function reveal(step, picked, form, result) {
    const here = at;
    for (const control of form.elements) control.disabled = true;
    setText(result, "The runner runs …");
    try {
      let other = null;
      if (step.reference) { // compared with another run, not with the same runner before a change
        other = byName(await ask(step.reference));
        keep(true);
      }
      const numbers = byName(await ask(step.state));
      if (here !== at) return;
      headline("");
      stage.rest(/takeoff|flight/.test(step.question.metric) ? "takeoff" : "midstance");
      const { right, told } = judged(step, numbers, other);
      if (right === picked) score++;
      const said = (i) => step.question.choices[i].toLowerCase();
      const verdict = right === null ? "The model has no number for this." : right === picked ? `✓ As you predicted: ${said(right)}.` : `✗ You predicted “${said(picked)}”. The model says: ${said(right)}.`;
      form.querySelectorAll(".radio").forEach((one, i) => one.classList.toggle("right", i === right));
      const last = at === lesson.steps.length - 1;
      const next = make("button", { type: "button", class: "main", text: last ? "Finish" : "Next step", onclick: () => (last ? finish() : show(at + 1, true)) });
      result.replaceChildren(make("p", {}, make("strong", { text: verdict })), make("p", { text: tidy(told) }), next);
      result.focus();
    } catch (error) {
      for (const control of form.elements) control.disabled = false;
      setText(result, `That could not be asked: ${error.message} Try again.`);
    }
  }

  function finish() {
    const words = `${score} of ${lesson.steps.length} predictions were right. Now move things yourself.`;
    const sources = make("ul", {}, ...(lesson.sources ?? []).map((text) => make("li", { text })));
    const heading = make("h2", { tabindex: "-1", text: `${lesson.title}: done` });
    element.replaceChildren(heading, make("p", { text: words }), make("details", {}, make("summary", { text: "Where the numbers come from" }), sources), make("button", { type: "button", class: "main", text: "Close the lesson", onclick: () => open("") }));
    heading.focus({ preventScroll: true });
  }
  return { element, open };
}

// --------------------------------------------------------------------------------------- asking: the newest wins

/** Sends states one at a time; while one is under way only the latest of those that come is kept. */
function makeAsker(fetchAnswer, { onAnswer, onTrouble }) {
  let wanted = 0, shown = 0, busy = false, latest = null, timer = 0, failures = 0, closed = false, going = null;
  const waiting = []; // those who want to know the answer to one certain state

  async function next() {
    if (busy || closed || !latest) return;
    busy = true;
    clearTimeout(timer);
    const { state, seq } = latest;
    going = new AbortController();
    const late = setTimeout(() => going?.abort(), QUIET);
    let again = 0;
    try {
      const document = await fetchAnswer(state, going.signal);
      if (closed) return;
      if (document?.superseded) again = 30;
      else {
        failures = 0;
        if (latest?.seq === seq) latest = null;
        if (seq > shown) {
          shown = seq;
          onAnswer(document, seq);
        }
        settle(seq, (one) => one.resolve(document));
      }
    } catch (error) {
      if (closed) return;
      failures++;
      const told = error.told;
      if (told) {
        if (latest?.seq === seq) latest = null;
        onTrouble(error.message);
        settle(seq, (one) => one.reject(error));
      } else {
        again = Math.min(1000 * 2 ** (failures - 1), 8000);
        onTrouble(`The lab does not answer; trying again in ${Math.round(again / 1000)} s. If its window was closed, start it again: springmass lab.`);
      }
    } finally {
      clearTimeout(late);
      busy = false;
      going = null;
    }
    if (again) timer = setTimeout(next, again);
    else if (latest) next();
  }
  const settle = (seq, what) => {
    for (const one of waiting.filter((each) => each.seq <= seq)) {
      what(one);
      waiting.splice(waiting.indexOf(one), 1);
    }
  };
  const ask = (state) => {
    latest = { state: copyOf(state), seq: ++wanted };
    if (failures) timer = clearTimeout(timer);
    queueMicrotask(next); // many changes of one turn are one question
    return wanted;
  };
  const answer = (state) => new Promise((resolve, reject) => waiting.push({ seq: ask(state), resolve, reject }));
  const close = () => { closed = true; clearTimeout(timer); going?.abort(); };
  return { ask, answer, close };
}

// ----------------------------------------------------------------------------------------------------------- mount

const listOf = (ways) => (Array.isArray(ways) ? ways : Object.entries(ways ?? {}).map(([name, way]) => ({ name, ...way })));

/** Builds the lab inside `root`. */
export function mount(root, options) {
  const page = Boolean(options.url) || Boolean(root.closest(".smlab-page")); // a page of its own, not a notebook's cell
  const lab = { state: copyOf(options.start.state), start: options.start, answer: null, pinned: null, pinnedByHand: false, headline: "", home: {}, sliders: new Map(), place: null };
  root.classList.add("smlab");
  root.dataset.answered = "0";

  const asker = makeAsker(options.fetchAnswer, { onAnswer: receive, onTrouble: trouble });
  const stage = makeStage(root, { onFoot: placeFoot, onTick: (film) => { figures.follow(film); if (film.now && root.dataset.drawn !== root.dataset.answered) root.dataset.drawn = root.dataset.answered; } });
  const figures = makeFigures(root, options.start.runners26);
  const lessons = makeLessons(options.start.lessons ?? [], { ask: (state) => (become(state, false), asker.answer(lab.state)), keep: (on) => { if (on || !lab.pinnedByHand) pinRun(on ? lab.current : null, "before"); }, stage,
    headline: (text) => { lab.headline = text; sayVerdict(); }, onPlace: (name, step) => { lab.place = { name, step }; remember(); }, onLeave: () => { lab.place = null; setLesson(""); lab.headline = ""; sayVerdict(); remember(); } });

  // The parts of the page.
  const verdict = make("p", { class: "verdict", role: "status", "aria-live": "polite" });
  const problem = make("p", { class: "trouble", role: "alert", hidden: true });
  const outcome = make("p", { class: "outcome", hidden: true });
  const presetId = fresh("preset"), lessonId = fresh("lesson"), midId = fresh("midstance"), fileId = fresh("file");
  const preset = make("select", { id: presetId, onchange: () => choose(preset.value) });
  const lessonSelect = make("select", { id: lessonId, onchange: () => { lessons.open(lessonSelect.value); if (lessonSelect.value) comeIntoView(lessons.element); } }, make("option", { value: "", text: "none: explore freely" }), ...(options.start.lessons ?? []).map((one) => make("option", { value: one.name, text: one.title })));
  const setLesson = (name) => (lessonSelect.value = name);
  /** Where the page is one column, a panel may be far below. */
  const comeIntoView = (element) => requestAnimationFrame(() => element.scrollIntoView({ block: root.clientWidth <= 860 ? "start" : "nearest" }));
  const file = make("input", { type: "file", id: fileId, class: "hidden", onchange: () => { take(file.files[0]); file.value = ""; } });
  const dropWords = make("div", { class: "notes", role: "status" });
  const controls = make("section", { class: "card controls", "aria-label": "Controls" });
  const sentences = make("ul", { class: "sentences" }), adjusted = make("div", { class: "adjusted" });
  const numbers = make("table", { class: "numbers" });
  const copied = make("span", { class: "copied", role: "status" });

  const top = make(page ? "header" : "div", { class: "top" },
    make("div", { class: "title" }, make(page ? "h1" : "h2", { text: "The running lab" }), make("p", { text: "A runner is a mass on a spring leg. Move the foot and see what happens." })),
    make("div", { class: "pick" }, make("div", {}, make("label", { for: presetId, text: "Runner" }), preset),
      options.start.lessons?.length ? make("div", {}, make("label", { for: lessonId, text: "Lesson" }), lessonSelect) : null,
      options.upload ? make("div", { class: "drop" }, file, make("button", { type: "button", text: "Your own recording …", title: "A watch file, a force recording or a scenario; or drop it anywhere on the page", onclick: () => file.click() }), make("label", { for: fileId, class: "hidden", text: "Recording or scenario file" })) : null));
  const takeAway = make("section", { class: "card take", "aria-label": "Share and take away" }, make("h2", { text: "Share and take away" }), makeTakes());
  const words = make("section", { class: "card words", "aria-label": "In words" }, make("h2", { text: "In words" }), outcome, sentences, adjusted, dropWords);
  const table = make("section", { class: "card table", "aria-label": "Numbers" }, make("h2", { text: "Numbers" }), make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Numbers, now and before" }, numbers));
  const plots = make("section", { class: "plots", "aria-label": "Plots" }, ...figures.elements);
  const credit = make("p", { class: "credit", text: options.start.runners26?.attribution ?? options.start.runners26?.text ?? "" });
  const side = make(page ? "aside" : "div", { class: "side", "aria-label": "What you can change", role: page ? null : "group" }, lessons.element, controls);
  const body = make(page ? "main" : "div", { class: "body" }, make("div", { class: "said" }, verdict, problem),
    make("div", { class: "bench" }, stage.element, side, make("div", { class: "rest" }, plots, credit, make("div", { class: "pair" }, make("div", { class: "column" }, words, takeAway), table))));
  root.replaceChildren(top, body);

  // ---- changing the state

  function changed() {
    asker.ask(lab.state);
    remember();
    markSliders();
  }

  /** Another state altogether: from a lesson, a reset, a file, or from outside. */
  function become(state, send = true) {
    const other = state.scenario !== lab.state.scenario || (state.text ?? "") !== lab.state.text;
    lab.state = copyOf({ text: "", runner: {}, change: {}, ask: "one step", midstance: MIDSTANCES[0], ...state });
    if (other) {
      dropWords.replaceChildren(); // what was said about another runner
      refreshStart();
    } else showPanel();
    if (send) changed();
    remember();
  }

  /** Sliders and ways of asking belong to a runner; another runner brings his own. */
  async function refreshStart() {
    showPanel();
    if (!options.fetchStart) return;
    const asked = JSON.stringify([lab.state.scenario, lab.state.text]);
    try {
      const start = await options.fetchStart(lab.state);
      if (start?.sliders && asked === JSON.stringify([lab.state.scenario, lab.state.text])) {
        lab.start = { ...lab.start, sliders: start.sliders, groups: start.groups ?? lab.start.groups, asks: start.asks ?? lab.start.asks };
        if (start.runners26) Object.assign(lab.start, { runners26: start.runners26 });
        buildControls();
        if (lab.answer) placeSliders(lab.answer);
      }
    } catch { /* the answer itself says what is wrong */ }
  }

  const homeOf = (slider) => (slider.of === "runner" ? "runner" : "change");

  function move(slider, value) {
    const text = typeof value === "number" ? `${Number(value.toFixed(decimals(slider.step) + 1))} ${slider.unit}`.trim() : value;
    lab.state[homeOf(slider)][slider.name] = text;
    changed();
  }
  function reset(slider) {
    delete lab.state[homeOf(slider)][slider.name];
    changed();
  }

  /** Puts the foot so far ahead of the body [m], to the step of its slider; gives where it was put. */
  function placeFoot(ahead) {
    const found = lab.sliders.get(FOOT);
    if (!found || found.input.disabled) return ahead;
    const { slider, input, set, nearest } = found, factor = slider.unit === "cm" ? 100 : slider.unit === "mm" ? 1000 : 1;
    const value = clamp(nearest(ahead * factor), Number(input.min), Number(input.max));
    set(value);
    move(slider, value);
    return value / factor;
  }

  function choose(name) {
    if (name) become({ ...lab.state, scenario: name, text: "", runner: {}, change: {} });
  }

  // ---- the panel

  function buildControls() {
    const ways = listOf(lab.start.asks), moving = { onMove: move, onReset: reset };
    lab.sliders.clear();
    lab.asks = radios("What do you ask?", ways.map((way) => ({ value: way.name, text: way.title ?? way.label ?? way.name, note: way.why || way.sentence || way.help || "", disabled: way.active === false })), lab.state.ask, (value) => { lab.state.ask = value; changed(); }, "asks");
    lab.midstance = make("select", { id: midId, onchange: () => { lab.state.midstance = lab.midstance.value; changed(); } }, ...(lab.start.midstances ?? MIDSTANCES).map((one) => make("option", { value: one.name ?? one, text: one.title ?? one.label ?? one.name ?? one })));
    const help = make("input", { type: "checkbox", id: fresh("explain"), checked: controls.classList.contains("explained"), onchange: () => controls.classList.toggle("explained", help.checked) });
    const groups = (lab.start.groups ?? []).map((one) => (typeof one === "string" ? { name: one, title: one } : one)).map((group) => {
      const plain = make("div"), more = make("details", { class: "more" }, make("summary", { text: `More: ${(group.title ?? group.name).toLowerCase()}` }));
      for (const slider of lab.start.sliders.filter((one) => one.group === group.name || one.group === group.title)) {
        const built = slider.kind === "select" ? makeChoice(slider, moving) : makeSlider(slider, moving);
        lab.sliders.set(slider.name, built);
        lab.home[slider.name] = slider.reset ?? slider.value;
        (slider.more ? more : plain).append(built.element);
        if (slider.more && lab.state[homeOf(slider)][slider.name]) more.open = true;
      }
      return make("fieldset", { class: "group" }, make("legend", { text: group.title ?? group.label ?? group.name }), plain, more.children.length > 1 ? more : null);
    });
    controls.replaceChildren(
      make("div", { class: "panelhead" }, make("h2", { text: "Change something" }), make("button", { type: "button", text: "Reset all", onclick: () => become({ scenario: lab.state.scenario, text: lab.state.text, midstance: lab.state.midstance, ask: lab.state.ask }) })),
      lab.asks.element, make("div", { class: "check explain" }, help, make("label", { for: help.id, text: "Explain each slider" })), ...groups,
      make("div", { class: "mid" }, make("label", { for: midId, text: "Midstance is" }), lab.midstance));
    showPanel();
  }

  /** Ways of asking, midstance and runner as the state has them. */
  function showPanel() {
    lab.asks?.set(lab.state.ask);
    if (lab.midstance) lab.midstance.value = lab.state.midstance;
    const presets = (lab.start.presets ?? []).map((one) => (typeof one === "string" ? { name: one, title: one } : one));
    const own = lab.state.text ? [{ name: "", title: lab.ownTitle ?? "your own runner" }] : [];
    const other = lab.state.scenario && !presets.some((one) => one.name === lab.state.scenario) ? [{ name: lab.state.scenario, title: lab.state.scenario }] : [];
    preset.replaceChildren(...[...own, ...other, ...presets].map((one) => make("option", { value: one.name, text: one.title ?? one.name })));
    preset.value = lab.state.text ? "" : lab.state.scenario;
    markSliders();
  }

  function markSliders() {
    for (const { slider, mark, explain } of lab.sliders.values()) {
      mark(slider.name in lab.state[homeOf(slider)], lab.home[slider.name]);
      explain(slider.active?.[lab.state.ask] === false ? slider.why?.[lab.state.ask] ?? "It does nothing in this way of asking." : "");
    }
  }

  function placeSliders(answer) {
    for (const [name, { slider, set }] of lab.sliders) {
      const stands = answer.sliders?.[name];
      if (!stands) continue;
      const own = name in lab.state[homeOf(slider)];
      if (!own && finite(stands.value) && answer.ask !== "matched") lab.home[name] = stands.value;
      set(own && finite(stands.value) ? parseFloat(lab.state[homeOf(slider)][name].replace("−", "-")) : stands.value, stands.text);
    }
    markSliders();
  }

  // ---- showing an answer

  function trouble(text) {
    problem.hidden = !text;
    setText(problem, text ?? "");
  }

  /** The sentence above everything; in a lesson the question, until it is answered, and no call to try something else. */
  function sayVerdict() {
    const said = lab.said ?? "";
    const words = lab.headline || (lab.place ? said.replace(/ Now drag the foot, or move a slider\.$/, "") : said);
    if (words) setText(verdict, words);
  }

  function receive(answer, seq) {
    const error = answer.error;
    const told = /^There is no steady running/.test(answer.verdict ?? "") ? answer.verdict.replace(/^[^:]*: /, "").replace(/\.$/, "") : ""; // said once is enough
    trouble(error && !(told && error.message.includes(told)) ? error.message : "");
    root.dataset.answered = String(seq);
    lab.said = answer.verdict || lab.said;
    sayVerdict();
    root.classList.toggle("stale", Boolean(error) && !answer.baseline);
    if (error && !answer.baseline) return stage.dim("No run to show: this is the runner seen last."); // what was seen last stays
    lab.answer = answer;
    showPictures();
    placeSliders(answer);
    showWords(answer);
    showNumbers(answer);
  }

  function showPictures() {
    const answer = lab.answer, baseline = prepare(answer.baseline), now = prepare(answer.now);
    const nothing = !Object.keys(lab.state.change).length && !lab.pinned;
    const ghost = nothing ? null : lab.pinned ?? baseline, ghostName = lab.pinned ? lab.pinnedName : "before";
    const code = answer.outcome?.code ?? "RUNNING";
    const message = now ? (code === "RUNNING" ? "" : answer.outcome.message) : "No run to show: this is the runner before the change.";
    const shown = now ?? baseline, found = lab.sliders.get(FOOT), stands = answer.sliders?.[FOOT]?.value;
    const factor = found?.slider.unit === "cm" ? 0.01 : found?.slider.unit === "mm" ? 0.001 : 1;
    const ahead = now && finite(now.touchdown?.foot_ahead) ? now.touchdown.foot_ahead : finite(stands) ? stands * factor : null;
    stage.show({ now: shown, ghost: now ? ghost : null, ghostName, message, ahead: found ? ahead : null, stale: !now, hint: Boolean(found) && !found.input.disabled && !(FOOT in lab.state.change) });
    figures.band(bandsNear(answer.numbers?.find((row) => row.name === "speed")?.baseline));
    figures.update({ now, ghost: now ? ghost : baseline, ghostName: now ? ghostName : "before", stability: nothing ? unchanged(answer.stability) : answer.stability });
    lab.current = now;
  }

  /** What is said about stability where nothing was changed. */
  const unchanged = (stability) => stability && { ...stability, sentence: stability.sentence?.replace(/^Before the change, (.)/, (_, first) => first.toUpperCase()) };

  /** The 26 runners at the speed nearest to this one. */
  function bandsNear(speed) {
    const all = lab.start.runners26, speeds = Object.values(all?.speeds ?? {});
    if (!finite(speed) || !speeds.length) return all;
    return speeds.reduce((best, one) => (Math.abs(one.speed - speed) < Math.abs(best.speed - speed) ? one : best));
  }

  function showWords(answer) {
    const code = answer.outcome?.code ?? "RUNNING";
    outcome.hidden = code === "RUNNING";
    setText(outcome, code === "RUNNING" ? "" : answer.outcome.message);
    const ignored = (answer.ignored ?? []).map((one) => `${one.label ?? one.field}: ${one.why}`);
    sentences.replaceChildren(...[...(answer.sentences ?? []), ...ignored, ...(answer.notes ?? [])].map((text) => make("li", { text: tidy(text) })));
    const rows = answer.adjusted ?? [];
    adjusted.replaceChildren(...(rows.length ? [make("h3", { text: "What had to change for it" }), make("ul", {}, ...rows.map((one) => make("li", { text: tidy(`${one.label ?? one.field}: ${one.from} → ${one.to}`) })))] : []));
  }

  function showNumbers(answer) {
    const pinned = lab.pinned && lab.pinnedNumbers, comparing = !pinned && Object.keys(lab.state.change).length > 0;
    const more = (row) => (pinned ? [pinned.get(row.name)?.text_now ?? "–"] : comparing ? [row.text_baseline ?? "–", row.text_change ?? "–"] : []);
    const rows = (answer.numbers ?? []).map((row) => [row.label, row.text_now ?? "–", ...more(row)]);
    const caption = pinned ? (lab.pinnedByHand ? "This runner now, and the run you pinned" : "This runner now, and the one compared with") : comparing ? "This runner now, before the change, and the difference" : "This runner";
    fillTable(numbers, caption, ["measure", "now", ...(pinned ? [lab.pinnedName] : comparing ? ["before", "change"] : [])], rows);
    (answer.numbers ?? []).forEach((row, i) => {
      const line = numbers.tBodies[0].rows[i];
      line.dataset.metric = row.name;
      if (row.meaning || row.sign) line.cells[0].title = [row.meaning, row.sign].filter(Boolean).join(" ");
    });
  }

  // ---- share and take away

  let writing = 0;
  async function remember() {
    if (!options.url) return;
    clearTimeout(writing);
    writing = setTimeout(async () => { // browsers allow about a hundred of these in half a minute
      const query = await toQuery(lab.state, lab.place ? { lesson: lab.place.name, step: lab.place.step ? String(lab.place.step + 1) : "" } : {});
      try { history.replaceState(null, "", `${location.pathname}?${query}`); } catch { /* too many at once: the next one does */ }
    }, 350);
  }

  function makeTakes() {
    const box = make("div", { class: "takes" });
    const add = (text, title, action) => box.append(make("button", { type: "button", text, title, onclick: action }));
    if (options.url) add("Copy link", "The address of exactly this state", copyLink);
    add("Picture as seen (PNG)", "The runner as he stands above", pictureAsSeen);
    if (options.take) {
      const kinds = [["png", "Figure (PNG)", "A figure of this run, drawn for print"], ["gif", "Film (GIF)", "The runner running"], ["csv", "Table (CSV)", "The run, 200 rows a second"], ["toml", "Scenario (TOML)", "To run it again: springmass run"]];
      for (const [kind, text, title] of kinds) if (!options.takes || options.takes.includes(kind)) add(text, title, (event) => takeHome(kind, event.currentTarget));
    }
    box.append(copied);
    return box;
  }
  async function copyLink() {
    const link = `${location.origin}${location.pathname}?${await toQuery(lab.state, lab.place ? { lesson: lab.place.name } : {})}`;
    try {
      await navigator.clipboard.writeText(link);
      setText(copied, "Link copied.");
    } catch {
      setText(copied, link);
    }
  }
  function pictureAsSeen() {
    const { canvas } = stage, ratio = canvas.width / canvas.getBoundingClientRect().width, band = 44 * ratio;
    const sheet = make("canvas", { width: canvas.width, height: canvas.height + band }), pen = sheet.getContext("2d"), paint = colours(root);
    pen.fillStyle = paint.card;
    pen.fillRect(0, 0, sheet.width, sheet.height);
    pen.drawImage(canvas, 0, band);
    pen.fillStyle = paint.ink;
    pen.font = font(14 * ratio, 600);
    pen.fillText(verdict.textContent, 12 * ratio, 28 * ratio, sheet.width - 24 * ratio);
    sheet.toBlob((blob) => blob && save(blob, "runner.png"));
  }
  async function takeHome(kind, button) {
    button.disabled = true;
    setText(copied, "Making the file …");
    try {
      const { blob, name } = await options.take(kind, lab.state);
      save(blob, name);
      setText(copied, `Saved as ${name}.`);
    } catch (error) {
      setText(copied, error.message);
    }
    button.disabled = false;
  }
  async function take(given) {
    if (!given || !options.upload) return;
    setText(dropWords, `Reading ${given.name} …`);
    try {
      const found = await options.upload(given);
      if (found.error) throw new Error(found.error.message);
      lab.ownTitle = found.title ?? given.name;
      become({ ...lab.state, runner: {}, change: {}, scenario: "", ...found.state });
      const said = [`${lab.ownTitle} runs now.`, ...(found.notes ?? []).join(" ").split(/(?<=[.!?])\s+(?=[A-Z])/).filter(Boolean)], rest = said.slice(2);
      dropWords.replaceChildren(make("p", { text: tidy(said.slice(0, 2).join(" ")) }),
        ...(rest.length ? [make("details", {}, make("summary", { text: "How sure is this?" }), make("ul", {}, ...rest.map((text) => make("li", { text: tidy(text) }))))] : []));
    } catch (error) {
      setText(dropWords, "");
      trouble(`${given.name}: ${error.message}`);
    }
  }
  if (options.upload) {
    root.addEventListener("dragover", (event) => { event.preventDefault(); root.classList.add("dropping"); });
    root.addEventListener("dragleave", (event) => { if (!root.contains(event.relatedTarget)) root.classList.remove("dropping"); });
    root.addEventListener("drop", (event) => { event.preventDefault(); root.classList.remove("dropping"); take(event.dataTransfer.files[0]); });
  }
  /** Keeps a run as the outline to compare with; null: the outline is the runner before the change again. */
  function pinRun(picture, name = "pinned", byHand = false) {
    if (picture === lab.pinned && byHand === lab.pinnedByHand) return;
    Object.assign(lab, { pinned: picture, pinnedName: name, pinnedByHand: byHand && Boolean(picture), pinnedNumbers: picture ? byName(lab.answer) : null });
    stage.pin.textContent = lab.pinnedByHand ? "Unpin" : "Pin this run";
    stage.pin.setAttribute("aria-pressed", String(lab.pinnedByHand));
    if (!lab.answer) return;
    showPictures();
    showNumbers(lab.answer);
  }
  stage.pin.addEventListener("click", () => pinRun(lab.pinnedByHand ? null : lab.current, "pinned", true));

  // ---- beginning and end

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const onTheme = () => { stage.repaint(); figures.repaint(); };
  dark.addEventListener("change", onTheme);
  buildControls();
  if (options.start.answer) receive(options.start.answer, 0);
  else asker.ask(lab.state);
  if (options.start.lesson) {
    setLesson(options.start.lesson.name ?? options.start.lesson);
    lessons.open(lessonSelect.value, (options.start.lesson.step ?? 1) - 1);
  }
  const destroy = () => {
    asker.close();
    stage.stop();
    figures.stop();
    clearTimeout(writing);
    dark.removeEventListener("change", onTheme);
    root.replaceChildren();
  };
  return { state: () => copyOf(lab.state), set: become, destroy };
}

// ------------------------------------------------------------------------------------------------ where answers come from

/** Options that ask the lab's own server. */
export async function fromServer(base = "") {
  const client = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  let seq = 0;
  const told = (message) => Object.assign(new Error(message), { told: true });
  const post = (path, state, signal) => fetch(`${base}${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ client, seq: ++seq, state }), signal });
  const refused = async (response) => {
    const document = await response.json().catch(() => ({}));
    return told(document.error?.message ?? `The lab said ${response.status}.`);
  };
  const startOf = async (query) => {
    const response = await fetch(`${base}/api/start?${query}&client=${client}&seq=${++seq}`);
    if (!response.ok) throw await refused(response);
    return response.json();
  };
  const query = new URLSearchParams(location.search);
  let start, wrong = "";
  try {
    start = await startOf(query.toString());
  } catch (error) {
    if (!error.told) throw error;
    wrong = error.message; // a link that cannot be read: begin with the usual runner, and say so
    start = await startOf("");
  }
  if (query.get("lesson")) start.lesson = { name: query.get("lesson"), step: Number(query.get("step")) || 1 };
  return {
    start, url: true, wrong,
    fetchStart: async (state) => startOf(await toQuery({ ...state, change: {} })),
    async fetchAnswer(state, signal) {
      const response = await post("/api/answer", state, signal);
      if (response.status === 409) return { superseded: true };
      if (!response.ok) throw await refused(response);
      return response.json();
    },
    async take(kind, state) {
      const response = await post(`/api/take/${kind}`, state);
      if (!response.ok) throw await refused(response);
      const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? `run.${kind}`;
      return { blob: await response.blob(), name };
    },
    async upload(file) {
      if (file.size > 20e6) throw new Error("the file is larger than 20 MB.");
      const response = await fetch(`${base}/api/upload?name=${encodeURIComponent(file.name)}&client=${client}&seq=${++seq}`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file });
      if (!response.ok) throw await refused(response);
      return response.json();
    },
  };
}

/** Options that ask Python through a notebook widget; messages are told apart by kind and number. */
function fromModel(model) {
  const open = new Map();
  let seq = 0;
  const onMessage = (message, buffers) => {
    const waiting = open.get(message.seq ?? message.document?.seq);
    if (!waiting) return;
    open.delete(message.seq ?? message.document?.seq);
    waiting({ ...message, buffers });
  };
  model.on("msg:custom", onMessage);
  const ask = (type, more, signal, file) => new Promise((resolve, reject) => {
    const number = ++seq;
    open.set(number, resolve);
    signal?.addEventListener("abort", () => { open.delete(number); reject(new Error("No answer.")); });
    model.send({ type, seq: number, ...more }, undefined, file && [file]);
  });
  const start = model.get("start");
  return {
    start, url: false,
    upload: async (file) => (await ask("upload", { name: file.name }, null, await file.arrayBuffer())).document,
    fetchStart: async (state) => (await ask("start", { state })).document,
    fetchAnswer: async (state, signal) => (await ask("answer", { state }, signal)).document,
    take: model.get("takes") === false ? null : async (kind, state) => {
      const { error, name, mime, buffers, data } = await ask("take", { kind, state });
      if (error) throw new Error(error.message ?? error);
      const bytes = buffers?.[0] ?? Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      return { blob: new Blob([bytes], { type: mime }), name };
    },
    stop: () => model.off("msg:custom", onMessage),
  };
}

/** The widget (anywidget): the same page in a notebook's cell. */
export default {
  render({ model, el }) {
    const root = document.createElement("div");
    el.append(root);
    const options = fromModel(model);
    const lab = mount(root, options);
    return () => {
      options.stop();
      lab.destroy();
    };
  },
};

// The page of the server begins by itself; elsewhere nothing has this mark.
const own = typeof document === "undefined" ? null : document.querySelector("[data-smlab='server']");
if (own) {
  const begin = () => fromServer().then((options) => {
    mount(own, options);
    const problem = own.querySelector(".trouble");
    if (options.wrong && problem) { problem.hidden = false; problem.textContent = `This link could not be read: ${options.wrong}`; }
  }).catch((error) => {
    own.replaceChildren(make("p", { class: "loading", role: "status", text: `The lab does not answer (${error.message}). Trying again in 3 s …` }));
    setTimeout(begin, 3000);
  });
  begin();
}
