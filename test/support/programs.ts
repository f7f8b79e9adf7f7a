import { existsSync } from "node:fs";

/** What the tests need beside npm's packages: where it lies, by the name of Debian's package. */
export const programs = {
  // Without windows, which makes it nearly three times as fast.
  "chromium-headless-shell": "/usr/bin/chromium-headless-shell",
  "redis-server": "/usr/bin/redis-server",
  curl: "/usr/bin/curl",
  nginx: "/usr/sbin/nginx",
  haproxy: "/usr/sbin/haproxy",
  caddy: "/usr/bin/caddy",
  systemd: "/usr/bin/systemd-analyze",
  "firefox-esr": "/usr/bin/firefox-esr",
  "webkit2gtk-driver": "/usr/bin/WebKitWebDriver",
  xvfb: "/usr/bin/Xvfb",
} as const;

export type Program = keyof typeof programs;

export const installCommand = (names: Program[]): string =>
  `apt-get update && apt-get install -y --no-install-recommends ${names.join(" ")}`;

/** Its path. A test that needs it is not skipped where it is missing, but fails with the command that brings it. */
export function program(name: Program): string {
  const path = programs[name];
  if (!existsSync(path)) throw new Error(`There is no ${path}. As root: ${installCommand([name])}`);
  return path;
}
