// wa.me, as a page of the test's own. A redirect is not shown to `page.route`, so the browser's own protocol is asked:
// nothing outside is reached, and what was asked for is known to the letter.

const PAGE = '<!doctype html><html lang="en"><title>wa.me</title><link rel="icon" href="data:,"><h1>wa.me</h1>';

/** Stands in for wa.me in this page; answers the addresses that were asked of it, in their order. */
export async function waMe(page) {
  const asked = [];
  const session = await page.context().newCDPSession(page);
  session.on("Fetch.requestPaused", ({ requestId, request }) => {
    asked.push(request.url);
    const body = Buffer.from(PAGE).toString("base64");
    const responseHeaders = [{ name: "content-type", value: "text/html" }];
    // The page may have been closed meanwhile, and the session with it.
    session.send("Fetch.fulfillRequest", { requestId, responseCode: 200, responseHeaders, body }).catch(() => {});
  });
  await session.send("Fetch.enable", { patterns: [{ urlPattern: "https://wa.me/*" }] });
  return asked;
}

/** Whom an address writes to, and what. */
export function chat(address) {
  const url = new URL(address);
  return { number: `+${url.pathname.slice(1)}`, text: url.searchParams.get("text") };
}
