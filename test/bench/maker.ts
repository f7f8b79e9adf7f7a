import { launchBrowser } from "../browser/launch.js";
import { serveEngine } from "../maker/engine-page.js";
import { type Figure, median, report } from "./report.js";

/** Three seconds at 12.5 frames a second, of which each pixel is wrong by up to 8. `pan`: the camera moves, too. */
const MEASURE = `async (pan) => {
  const { width, height, frames } = engine.filmFace({ width: 480, height: 360, count: 38 }, { noise: 8, pan });
  const clip = { width, height, frames: [] };
  for (const pixels of frames)
    clip.frames.push({ image: await createImageBitmap(new ImageData(pixels, width, height)), durationMs: 80 });
  let [last, longestMs] = [performance.now(), 0];
  const watch = setInterval(() => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
  }, 5);
  const started = performance.now();
  const options = { maxBytes: 5e6, signal: new AbortController().signal, onProgress: () => {} };
  const { file } = await engine.encode(clip, engine.wholeEdit(clip), options);
  const ms = performance.now() - started;
  clearInterval(watch);
  engine.closeClip(clip);
  return { ms, megabytes: file.size / 1e6, longestMs };
}`;

const served = await serveEngine();
const browser = await launchBrowser();
const page = await browser.newPage();
await served.open(page);
const figures: Figure[] = [];
for (const [name, pan] of [
  ["held still", 0],
  ["moved", 3],
] as const) {
  const rounds: { ms: number; megabytes: number; longestMs: number }[] = [];
  for (let round = 0; round < 3; round++) rounds.push(await page.evaluate(`(${MEASURE})(${pan})`));
  const of = (key: "ms" | "megabytes" | "longestMs") => median(rounds.map((one) => one[key]));
  const title = `3 s from a noisy camera, ${name}`;
  figures.push(
    { name: `encoding ${title}`, ours: of("ms"), unit: "ms", goals: [{ of: "ours", atMost: 1500 }] },
    { name: `size of ${title}`, ours: of("megabytes"), unit: "MB", goals: [{ of: "ours", atMost: 1.5 }] },
    {
      name: "  the page's longest pause",
      ours: of("longestMs"),
      unit: "ms",
      goals: [{ of: "ours", atMost: 50 }],
    },
  );
}
report(figures);
await browser.close();
served.close();
