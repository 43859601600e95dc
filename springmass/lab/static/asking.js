// Asking for answers: the newest wins.

import { copyOf } from "./state.js";

const QUIET = 25_000; // an answer that takes longer is given up [ms]

/** Sends states one at a time; while one is under way only the latest of those that come is kept. */
export function makeAsker(fetchAnswer, { onAnswer, onTrouble }) {
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
