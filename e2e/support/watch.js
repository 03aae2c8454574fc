// Watches a browser context: errors on the console (a violation of the content policy is one), exceptions, answers
// that failed, and requests to anywhere but the server under test, which are also cut off.

const OURS = new Set(["localhost", "127.0.0.1"]);

export function watch(context) {
  const faults = [];
  context.route(
    (url) => !OURS.has(url.hostname) && /^https?:$/.test(url.protocol),
    (route) => {
      faults.push(`a request to the outside: ${route.request().url()}`);
      return route.abort();
    },
  );
  context.on("console", (message) => {
    if (message.type() !== "error") return;
    // A page that answers 404 or 422 is often what a test is about; what it loads is judged below.
    if (message.text().startsWith("Failed to load resource")) return;
    faults.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => faults.push(`exception: ${error.error().stack ?? error.error()}`));
  context.on("response", (response) => {
    const status = response.status();
    const wrong = response.request().isNavigationRequest() ? status >= 500 : status >= 400;
    if (wrong) faults.push(`${status} for ${response.request().method()} ${response.url()}`);
  });
  return faults;
}
