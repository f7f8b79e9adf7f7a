import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import sharp from "sharp";
import { readConfig } from "../../dist/config.js";
import { startServer } from "../../dist/server.js";
import { launchBrowser } from "../browser/launch.js";
import { OPERATOR_TOKEN, operatorStates } from "./operator-states.js";
import { type Scene, setScene } from "./set.js";
import { enter, isLive, states } from "./states.js";

/** Takes every picture of docs/screenshots again: `npm run screenshots`, or with words that a name must contain. */
const target = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
const wanted = process.argv.slice(2);
const shown = [...operatorStates, ...states];
const widths = { 360: 740, 768: 1000, 1440: 900 } as const;

const browser = await launchBrowser();
await mkdir(target, { recursive: true });
for (const lang of ["en", "ko"] as const) await photograph(browser, lang);
await browser.close();

async function photograph(with_: Browser, lang: "en" | "ko"): Promise<void> {
  const dir = await mkdtemp(path.join(os.tmpdir(), "gif-chat-"));
  const own = { DATA_DIR: path.join(dir, "data"), UPLOAD_DIR: path.join(dir, "uploads") };
  const config = readConfig({
    ...own,
    HOST: "127.0.0.1",
    PORT: "0",
    NODE_ENV: "test",
    RATE_LIMITS: "off",
    OPERATOR_TOKEN,
    EMPTY_ROOM_GRACE_MS: "60000",
  });
  const server = await startServer(config, (reason: Error) => {
    throw reason;
  });
  const scene = await setScene(with_, server.url, lang);
  for (const [width, height] of Object.entries(widths).map((one) => one.map(Number) as [number, number])) {
    for (const scheme of ["light", "dark"] as const) {
      const look = { ...sized(width, height), colorScheme: scheme, locale: lang };
      const end = `${width}-${scheme}-${lang}`;
      await shoot(scene, look, `lobby-${end}`, (page) => page.goto(scene.url).then(() => isLive(page)));
      await shoot(scene, look, `room-${end}`, (page) => enter(page, scene));
    }
  }
  for (const { name, lang: spoken, width, scheme, act } of shown.filter((one) => one.lang === lang)) {
    const look = { ...sized(width, widths[width]), colorScheme: scheme, locale: spoken };
    await shoot(scene, look, `state-${name}`, (page) => act(page, scene));
  }
  await server.close();
  await rm(dir, { recursive: true });
}

function sized(width: number, height: number): BrowserContextOptions {
  const phone = width < 500 && { isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
  return { viewport: { width, height }, reducedMotion: "reduce", ...phone };
}

async function shoot(
  { me }: Scene,
  look: BrowserContextOptions,
  name: string,
  act: (page: Page) => Promise<unknown>,
): Promise<void> {
  if (wanted.length && !wanted.some((word) => name.includes(word))) return;
  const context = await browser.newContext({ ...look, storageState: await me.storageState() });
  const page = await context.newPage();
  await act(page);
  await page.evaluate("Promise.all([...document.images].map((image) => image.decode()))");
  const picture = await page.screenshot({ animations: "disabled" });
  await sharp(picture)
    .png({ palette: true, quality: 92, effort: 8 })
    .toFile(path.join(target, `${name}.png`));
  await context.close();
  console.log(name);
}
