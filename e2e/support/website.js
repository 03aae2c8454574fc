// A website of somebody else's, on another loopback port: as strict as a content policy allows, with styles that would
// spoil whatever they reach, and the button's snippet as the desk hands it out.

import { createServer } from "node:http";

export async function website(giliran, snippet, { lang = "en" } = {}) {
  const origin = new URL(giliran).origin;
  const policy = `default-src 'none'; script-src ${origin}; connect-src ${origin}; style-src 'self'; require-trusted-types-for 'script'`;
  const server = createServer((request, answer) => {
    const path = new URL(request.url, "http://x").pathname;
    if (path === "/site.css") {
      answer.writeHead(200, { "content-type": "text/css" });
      return answer.end("* { position: static; float: none } aside, a, giliran-button { display: none } p { font-size: 40px }");
    }
    if (path === "/favicon.ico") return answer.writeHead(204).end();
    answer.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
    return answer.end(`<!doctype html><html lang="${lang}"><head><meta name="viewport" content="width=device-width"><title>Shop</title><link rel="stylesheet" href="/site.css"></head>
      <body><main><h1>Shop</h1></main>${snippet}</body></html>`);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise((done) => server.close(done)),
  };
}
