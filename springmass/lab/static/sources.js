// Where answers come from: the lab's server, or Python behind a notebook.

import { toQuery } from "./state.js";

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
    async upload(file, more = {}) {
      if (file.size > 20e6) throw new Error("the file is larger than 20 MB.");
      const response = await fetch(`${base}/api/upload?name=${encodeURIComponent(file.name)}&${new URLSearchParams(more)}&client=${client}&seq=${++seq}`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file });
      if (response.status === 409) return { superseded: true };
      if (!response.ok) throw await refused(response);
      return response.json();
    },
  };
}

/** Options that ask Python through a notebook widget; messages are told apart by kind and number. */
export function fromModel(model) {
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
    upload: async (file, more = {}) => (await ask("upload", { name: file.name, measured: more }, null, await file.arrayBuffer())).document,
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
