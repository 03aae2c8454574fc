// A house: an empty installation that was set up as a person does it, with its owner's session and an API token.

import { start } from "./giliran.js";

export const OWNER = { name: "Rina Wulandari", email: "rina@example.com", password: "four words in a row" };
export const BUSINESS = "Toko Melati";

export async function openHouse(options) {
  const server = await start("serve", options);
  try {
    const session = await setUp(server.url);
    const token = await server.run("token", "create", "--name", "browser tests");
    return house(server, session, token);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function house(server, session, token) {
  let made = 0;
  const api = async (method, path, body) => {
    const answer = await fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  /** A link with a name and numbers that no other test has. */
  const link = (people, more = {}) => {
    made += 1;
    const slug = `e2e-${process.env.TEST_WORKER_INDEX ?? 0}-${made}`;
    const members = people.map((person) => ({ weight: 100, active: true, ...person }));
    return api("POST", "/api/v1/links", {
      slug,
      name: `Link ${slug}`,
      message: "Hi {{name}}, about the promo {{code}}",
      pool: { method: "round_robin", members },
      ...more,
    });
  };
  return { ...server, session, api, link };
}

let given = 0;
/** Numbers of nobody: each call gives the next one. */
export function number() {
  given += 1;
  const worker = String(Number(process.env.TEST_WORKER_INDEX ?? 0) % 100).padStart(2, "0");
  return `+62812${worker}${String(given).padStart(6, "0")}`;
}

async function setUp(url) {
  const form = {
    name: OWNER.name,
    email: OWNER.email,
    password: OWNER.password,
    locale: "en",
    "workspace.name": BUSINESS,
    "workspace.time_zone": "Asia/Jakarta",
    "workspace.currency": "IDR",
    "workspace.country": "ID",
  };
  return sessionOf(await post(`${url}/app/setup`, form));
}

export async function signIn(url, email, password) {
  return sessionOf(await post(`${url}/app/sign-in`, { email, password, to: "" }));
}

function post(url, form) {
  return fetch(url, { method: "POST", redirect: "manual", body: new URLSearchParams(form) });
}

async function sessionOf(answer) {
  const cookies = answer.headers.getSetCookie();
  const session = cookies.map((cookie) => /^giliran_session=([^;]+)/.exec(cookie)?.[1]).find(Boolean);
  if (!session) throw new Error(`no session from ${answer.url}: ${answer.status}\n${await answer.text()}`);
  return session;
}

/** The session as a browser keeps it, with the language and look that its person chose. */
export function storage(url, session, { locale, theme } = {}) {
  const cookies = { giliran_session: session, giliran_locale: locale, giliran_theme: theme };
  return {
    origins: [],
    cookies: Object.entries(cookies)
      .filter(([, value]) => value)
      .map(([name, value]) => ({
        name,
        value,
        domain: new URL(url).hostname,
        path: "/app",
        expires: -1,
        httpOnly: true,
        secure: false,
        sameSite: "Lax",
      })),
  };
}
