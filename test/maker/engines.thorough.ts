/** @module-tag thorough */
import { expect, test } from "vitest";
import { openFirefox } from "../browser/engines/firefox.js";
import { openWebKit } from "../browser/engines/webkit.js";
import { launchBrowser } from "../browser/launch.js";
import { serveEngine } from "./engine-page.js";
import { pageTools } from "./page-tools.js";

const FILM = `tools.film((context, frame) => {
  context.fillStyle = "rgb(" + Math.min(255, frame * 5) + ", 60, 60)";
  context.fillRect(0, 0, 320, 180);
})`;

/** Of Chromium, since WebKit writes no videos here. It has a duration: WebKit of Debian guesses a wrong one otherwise. */
async function writeWebm(): Promise<string> {
  const served = await serveEngine(pageTools);
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await served.open(page);
  const webm = await page.evaluate<string>(`(async () => tools.toBase64(await tools.toWebm(${FILM}, 30)))()`);
  await browser.close();
  served.close();
  return webm;
}

const toStory = (webm: string): string => `
  const bytes = Uint8Array.from(atob("${webm}"), (character) => character.charCodeAt(0));
  const { quiet } = tools;
  const recorded = await engine.recordStream(${FILM}, { seconds: 1, fps: 10, ...quiet });
  const read = await engine.readVideo(new Blob([bytes]), { startMs: 0, maxMs: 1000, fps: 10, ...quiet });
  const caption = { text: "안녕 hello שלום 🎉", position: "top" };
  const edit = { ...engine.wholeEdit(read), caption, boomerang: true };
  const encoded = await engine.encode(read, edit, { maxBytes: 5e6, ...quiet });
  const reds = read.frames.map(({ image }) => tools.colorAt(image, 0.5, 0.5)[0]);
  const code = await tools.codeOf(engine.probeVideo(new Blob(["no video"])));
  document.title = JSON.stringify({ recorded: recorded.frames.length, reds, code, ...encoded });
`;

test.each([
  ["Firefox", openFirefox],
  ["WebKit", openWebKit],
] as const)("%s records, reads and encodes, too", async (_name, open) => {
  const script = `${pageTools}; (async () => {${toStory(await writeWebm())}})().catch((error) => {
    document.title = "{" + error;
  });`;
  const served = await serveEngine(script);
  const { driver, close } = await open();
  try {
    await driver.open(served.url);
    await driver.until("document.title.startsWith('{')");
    const { recorded, reds, ...encoded } = JSON.parse(String(await driver.evaluate("document.title")));
    expect(recorded).toBeGreaterThan(0);
    expect(reds).toEqual(reds.toSorted((a: number, b: number) => a - b));
    expect(reds.at(-1) - reds[0]).toBeGreaterThan(20);
    expect(encoded).toMatchObject({ width: 320, height: 180, durationMs: 1800, code: "unreadable" });
  } finally {
    await close();
    served.close();
  }
});
