// Starts the real binary on a free port in a folder of its own, and ends it by its process id.

import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

export const BINARY = resolve(process.env.GILIRAN_BIN || join(import.meta.dirname, "../../target/debug/giliran"));

const PATIENCE = 60_000;

// A setting of whoever runs the tests must not reach the binary under test.
function environment() {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith("GILIRAN_"));
  return { ...Object.fromEntries(clean), GILIRAN_SHUTDOWN_SECONDS: "5", GILIRAN_LOG_LEVEL: "warn" };
}

/** `serve` or `demo`; resolves once it says that it listens. */
export async function start(command, { flags = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "giliran-e2e-"));
  const settings = ["--data-dir", folder, ...flags];
  const child = spawn(BINARY, [command, "--listen", "127.0.0.1:0", ...settings], {
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = [];
  child.stderr.on("data", (piece) => said.push(piece));
  const port = await listening(child, said);
  return {
    url: `http://localhost:${port}`,
    /** The command line beside the server, on its data. */
    async run(...args) {
      const { stdout } = await promisify(execFile)(BINARY, [...args, ...settings], { env: environment() });
      return stdout.trim();
    },
    async stop() {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listening(child, said) {
  return new Promise((done, failed) => {
    const fail = (why) => failed(new Error(`${BINARY}: ${why}\n${Buffer.concat(said)}`));
    const timer = setTimeout(() => fail("did not say in time that it listens"), PATIENCE);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`ended with ${code} before it listened`));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const port = /^giliran is listening on http:\/\/.*:(\d+)$/.exec(line)?.[1];
      if (!port) return;
      clearTimeout(timer);
      child.removeAllListeners("exit");
      done(port);
    });
  });
}

async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await gone;
  clearTimeout(timer);
}
