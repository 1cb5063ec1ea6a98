/* Asking the server: JSON there and back, and the four ways in which it can fail. */
import { root } from "./words.js";

const base = root.dataset.base;
const PATIENCE = 20000;
let token = root.dataset.csrf;

export class Offline extends Error {}
export class Expired extends Error {}

/* The server refused: what it said about it is the body. */
export class Refusal extends Error {
  constructor(status, body) {
    super(body.reason || `status ${status}`);
    this.status = status;
    this.body = body;
  }
}

/* A page that was open over a new sign-in has an old token; the page as it is now has the new one. */
const renewToken = async () => {
  const answer = await fetch(base, { credentials: "same-origin", redirect: "manual" });
  if (!answer.ok) throw new Expired();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  token = page.getElementById("designer").dataset.csrf;
};

const send = (door, body) => {
  const headers = { Accept: "application/json" };
  const options = { credentials: "same-origin", redirect: "manual", headers, signal: AbortSignal.timeout(PATIENCE) };
  if (body !== undefined) {
    Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": token });
    Object.assign(options, { method: "POST", body: JSON.stringify(body) });
  }
  return fetch(`${base}/${door}`, options);
};

const read = async (answer, again) => {
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new Expired();
  if (answer.status >= 500) throw new Offline();
  const isJson = (answer.headers.get("Content-Type") || "").includes("json");
  const body = isJson ? await answer.json() : null;
  if (body && body.token) ({ token } = body);
  if (answer.ok && body) return body;
  if (answer.status === 400 && again) return renewToken().then(again);
  if (body === null) throw answer.status === 429 ? new Offline() : new Refusal(answer.status, {});
  throw new Refusal(answer.status, body);
};

const talk = async (door, body, again = true) => {
  let answer;
  try {
    answer = await send(door, body);
  } catch (problem) {
    throw new Offline(problem.message);
  }
  return read(answer, again && (() => talk(door, body, false)));
};

export const get = door => talk(door);
export const post = (door, body) => talk(door, body);
