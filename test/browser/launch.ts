import { type Browser, chromium } from "playwright-core";
import { program } from "../support/programs.js";

const quiet = ["gpu", "quic", "background-networking", "component-update", "sync"].map(
  (what) => `--disable-${what}`,
);

/** Debian's Chromium without windows. */
export const launchBrowser = (...args: string[]): Promise<Browser> =>
  chromium.launch({
    executablePath: program("chromium-headless-shell"),
    args: ["--no-sandbox", "--no-first-run", ...quiet, ...args],
  });

const shared = new Map<string, Promise<Browser>>();

/** One for all files of a worker, with which it ends: what a context leaves behind is in no other. */
export function browserOfWorker(...args: string[]): Promise<Browser> {
  const key = args.join(" ");
  const browser = shared.get(key) ?? launchBrowser(...args);
  shared.set(key, browser);
  return browser;
}
