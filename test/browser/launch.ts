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
