"""The page around a moving picture: play and pause, a slider, single frames; it works from disk and asks no network."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape
from json import dumps


def page(frames: Iterable[bytes], milliseconds: Sequence[int], about: str) -> str:
    """Put frames into a page that plays them.

    Parameters
    ----------
    frames : iterable of bytes
        WebP files.
    milliseconds : sequence of int
        How long each stays [ms].
    about : str
        What they show: the first line is the title.

    Returns
    -------
    str
        HTML, complete in itself.

    Examples
    --------
    >>> text = page([b"one", b"two"], [40, 900], "A runner")
    >>> "<title>A runner</title>" in text, "://" in text
    (True, False)
    """
    pictures = [f"data:image/webp;base64,{b64encode(one).decode()}" for one in frames]
    title, *lines = about.splitlines()
    told = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    parts = {
        "title": escape(title),
        "lines": told,
        "first": pictures[0],
        "last": str(len(pictures) - 1),
        "times": dumps(list(milliseconds)),
        "frames": dumps(pictures),
    }
    return re.sub("@([a-z]+)@", lambda found: parts[found[1]], _PAGE)  # in one go: a title may hold such a word


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>@title@</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif;
 background: #fff; color: #111; }
h1 { font-size: 1.25rem; margin: 0 0 .75rem; }
img { display: block; width: 100%; height: auto; border: 1px solid #767676; border-radius: .5rem; background: #fff; }
.player { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .75rem 0; }
button, select { font: inherit; min-height: 2.75rem; min-width: 2.75rem; padding: 0 .9rem; border: 1px solid #767676;
 border-radius: .5rem; background: #f2f2f2; color: #111; }
button:focus-visible, select:focus-visible, input:focus-visible { outline: 3px solid #0072b2; outline-offset: 2px; }
#play { min-width: 6rem; background: #005a8c; color: #fff; border-color: #005a8c; }
label { display: flex; gap: .5rem; align-items: center; }
.seek { flex: 1 1 14rem; }
.seek input { flex: 1; min-width: 8rem; height: 2rem; }
output { min-width: 6.5rem; text-align: right; font-variant-numeric: tabular-nums; }
p { margin: .25rem 0; }
.keys { color: #595959; font-size: .9rem; }
@media (prefers-color-scheme: dark) {
 body { background: #14171a; color: #eee; }
 button, select { background: #2a2f35; color: #eee; }
 #play { background: #56b4e9; color: #000; border-color: #56b4e9; }
 button:focus-visible, select:focus-visible, input:focus-visible { outline-color: #f0e442; }
 .keys { color: #b8b8b8; }
}
</style>
</head>
<body>
<main>
<h1>@title@</h1>
<img id="picture" src="@first@" alt="The runner from the side, frame by frame. What is to be seen is told below.">
<div class="player" role="group" aria-label="Player">
<button id="play" type="button">Play</button>
<button id="back" type="button" aria-label="One frame back">◀</button>
<button id="on" type="button" aria-label="One frame on">▶</button>
<label class="seek">Frame <input id="seek" type="range" min="0" max="@last@" value="0" step="1"></label>
<output id="where" for="seek"></output>
<label>Pace <select id="pace"><option value="0.5">half</option><option value="1" selected>as made</option>
<option value="2">double</option></select></label>
</div>
@lines@
<p class="keys">Space plays and pauses, the arrow keys step a frame, Home and End go to the ends.</p>
</main>
<script>
"use strict";
const times = @times@;
const frames = @frames@;
const get = (id) => document.getElementById(id);
const [picture, play, seek, where, pace] = ["picture", "play", "seek", "where", "pace"].map(get);
const kept = frames.map((source) => { const image = new Image(); image.src = source; return image; });
let at = 0, playing = false, due = 0, asked = 0;
function show(frame) {
  at = (frame + frames.length) % frames.length;
  picture.src = kept[at].src;
  seek.value = at;
  seek.setAttribute("aria-valuetext", "frame " + (at + 1) + " of " + frames.length);
  where.textContent = (at + 1) + " of " + frames.length;
}
const stays = () => times[at] / Number(pace.value);
function tick(now) {
  if (!playing) return;
  if (now - due > 1000) due = now;  // the page slept
  let next = at;
  while (now >= due) { next = (next + 1) % frames.length; at = next; due += stays(); }
  if (next !== Number(seek.value)) show(next);
  asked = requestAnimationFrame(tick);
}
function setPlaying(yes) {
  playing = yes;
  play.textContent = yes ? "Pause" : "Play";
  cancelAnimationFrame(asked);
  if (yes) { due = performance.now() + stays(); asked = requestAnimationFrame(tick); }
}
function step(by) { setPlaying(false); show(at + by); }
play.addEventListener("click", () => setPlaying(!playing));
get("back").addEventListener("click", () => step(-1));
get("on").addEventListener("click", () => step(1));
seek.addEventListener("input", () => { setPlaying(false); show(Number(seek.value)); });
document.addEventListener("keydown", (event) => {
  const tag = event.target.tagName;
  if (event.ctrlKey || event.altKey || event.metaKey || tag === "SELECT") return;
  if (event.key === " " && tag !== "BUTTON") { event.preventDefault(); setPlaying(!playing); }
  if (tag === "INPUT") return;  // a slider has its own keys
  const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -at, End: -at - 1 };
  if (event.key in moves) { event.preventDefault(); step(moves[event.key]); }
});
show(0);
setPlaying(!matchMedia("(prefers-reduced-motion: reduce)").matches);
</script>
</body>
</html>
"""
