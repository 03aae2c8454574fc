// A visitor's phone: taps links with a cookie jar of its own and follows no redirect, so that nothing outside is
// ever reached.

export const ANDROID =
  "Mozilla/5.0 (Linux; Android 14; SM-A556E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36";
/** A browser that is run by a test says so, and is taken for the machine that it is. */
export const COMPUTER =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36";
export const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.3 Mobile/15E148 Safari/604.1";
export const WHATSAPP_PREVIEW = "WhatsApp/2.23.20.0";

export class Phone {
  #cookies = new Map();

  constructor(url, { userAgent = ANDROID, language = "id-ID,id;q=0.9,en;q=0.5" } = {}) {
    this.url = url;
    this.headers = { "user-agent": userAgent, "accept-language": language };
  }

  /** How many cookies it was given. */
  get cookies() {
    return this.#cookies.size;
  }

  async tap(slug, query = "") {
    return this.#ask(slug, query, {});
  }

  /** Presses the button of a form that a tap was answered with. Within a second of it the answer is the page again. */
  async send(slug, shown, fields, query = "") {
    const token = /name="form" value="([^"]+)"/.exec(shown.html)[1];
    return this.#ask(slug, query, { method: "POST", body: new URLSearchParams({ form: token, website: "", ...fields }) });
  }

  async #ask(slug, query, options) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(`${this.url}/wa/${slug}${query && `?${query}`}`, {
      ...options,
      redirect: "manual",
      headers: { ...this.headers, ...(cookie && { cookie }) },
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set);
      this.#cookies.set(name, value);
    }
    return tapped(answer);
  }
}

async function tapped(answer) {
  const location = answer.headers.get("location");
  const target = location && new URL(location);
  const chat = target?.hostname === "wa.me";
  return {
    status: answer.status,
    location,
    caching: answer.headers.get("cache-control"),
    number: chat ? `+${target.pathname.slice(1)}` : null,
    text: chat ? target.searchParams.get("text") : null,
    html: await answer.text(),
  };
}
