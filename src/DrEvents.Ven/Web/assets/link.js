// The way to the VEN: the pairing token, changes, and the stream of states.

const tokenName = "drevents-pairing-token";
const retryMs = 3000;
const silenceMs = 10000;

/** A pairing link carries the token behind #, where no server and no log sees it. */
export function takeTokenFromAddress() {
  const token = decodeURIComponent(location.hash.slice(1));
  if (token.length < 20) return;
  saveToken(token);
  history.replaceState(null, "", location.pathname);
}

export function saveToken(token) {
  if (token) localStorage.setItem(tokenName, token);
  else localStorage.removeItem(tokenName);
}

function headers() {
  const token = localStorage.getItem(tokenName);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/** What is wrong, in words, from an answer that is a problem. */
async function problem(answer) {
  const told = await answer.json().catch(() => ({}));
  return new Error(told.detail ?? told.title ?? `HTTP ${answer.status}`);
}

/** Reads something; the browser keeps it and asks only whether it changed. */
export async function read(path) {
  const answer = await fetch(`api/${path}`, { headers: headers() });
  if (!answer.ok) throw await problem(answer);
  return answer.json();
}

/** Changes something, and gives the state after it. */
export async function change(method, path, body) {
  const answer = await fetch(`api/${path}`, {
    method,
    headers: { ...headers(), "Content-Type": "application/json" },
    body: method === "DELETE" ? undefined : JSON.stringify(body ?? {}),
  });
  if (!answer.ok) throw await problem(answer);
  return answer.json();
}

/** Reads the stream until it breaks, then again: server-sent events by fetch, which unlike EventSource can carry the token. */
export async function follow(onState, onLost) {
  for (;;) {
    try {
      await followOnce(onState);
      onLost("The VEN ended the connection");
    } catch (error) {
      onLost(error.message);
    }
    await new Promise((done) => setTimeout(done, retryMs));
  }
}

async function followOnce(onState) {
  const abort = new AbortController();
  let silence = setTimeout(() => abort.abort(), silenceMs);
  try {
    const answer = await fetch("api/stream", { headers: headers(), signal: abort.signal, cache: "no-store" });
    if (answer.status === 401) saveToken(null);
    if (!answer.ok) throw await problem(answer);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(silence);
      silence = setTimeout(() => abort.abort(), silenceMs);
      const parts = (text + value).split("\n\n");
      text = parts.pop();
      // Of several that waited only the newest is news.
      if (parts.length > 0) onState(JSON.parse(parts.at(-1).slice("data: ".length)));
    }
  } finally {
    clearTimeout(silence);
    abort.abort();
  }
}
