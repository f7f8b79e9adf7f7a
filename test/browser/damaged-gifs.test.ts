/** @module-tag thorough */
import { expect, test } from "vitest";
import { damagedGifs } from "../support/damaged-gifs.js";
import { useServer } from "../support/server.js";
import { readStrictly } from "../support/strict-gif.js";
import { useBrowser } from "./support.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const { person } = useBrowser();

interface Seen {
  /** The picture as the page shows it before it moves: size and pixels; undefined if nothing can be shown. */
  first: string | undefined;
  /** Of each frame: its time and pixels, or `?` if it cannot be decoded. */
  frames: string[];
  repeats: number | undefined;
}

interface Decoder {
  completed: Promise<void>;
  tracks: { ready: Promise<void>; selectedTrack?: { frameCount: number; repetitionCount: number } };
  decode(options: { frameIndex: number }): Promise<{ image: CanvasImageSource & { duration: number } }>;
}

declare const ImageDecoder: new (init: { type: string; data: Uint8Array }) => Decoder;

/** Runs in the browser. */
async function see(bytes: number[]): Promise<Seen> {
  const data = Uint8Array.from(bytes);
  const picture = new Image();
  picture.src = URL.createObjectURL(new Blob([data], { type: "image/gif" }));
  const isShown = await picture.decode().then(
    () => true,
    () => picture.naturalWidth > 0,
  );
  const { naturalWidth: width, naturalHeight: height } = picture;
  const pixels = (source: CanvasImageSource): string => {
    const context = new OffscreenCanvas(width, height).getContext("2d")!;
    context.drawImage(source, 0, 0);
    return context.getImageData(0, 0, width, height).data.join();
  };
  const seen: Seen = { first: undefined, frames: [], repeats: undefined };
  if (isShown) seen.first = `${width}×${height} ${pixels(picture)}`;
  const decoder = new ImageDecoder({ type: "image/gif", data });
  const isRead = await decoder.tracks.ready.then(
    () => true,
    () => false,
  );
  await decoder.completed.catch(() => undefined);
  const track = isRead ? decoder.tracks.selectedTrack : undefined;
  seen.repeats = track?.repetitionCount;
  for (let frameIndex = 0; frameIndex < (track?.frameCount ?? 0); frameIndex++) {
    const frame = await decoder.decode({ frameIndex }).then(
      ({ image }) => `${image.duration} ${pixels(image)}`,
      () => "?",
    );
    seen.frames.push(frame);
  }
  return seen;
}

test("Chromium sees in a repaired GIF what it sees in the damaged one", { timeout: 180_000 }, async () => {
  const page = await person();
  await page.goto(`${server.url}/health`);
  // The transpiler wraps functions in a helper that the page has not.
  await page.evaluate("globalThis.__name = (one) => one");
  const ann = await server.visitor();
  const { _id: room } = await ann.open();
  await ann.page(`/room/${room}`);
  for (const [name, [fate, bytes]] of Object.entries(damagedGifs)) {
    const before = await page.evaluate(see, [...bytes]);
    const answer = await ann.upload(room, Uint8Array.from(bytes));
    const { gif, error } = await answer.json();
    if (fate === "refused") {
      expect([name, answer.status, error?.code]).toEqual([name, 422, "BAD_GIF"]);
      expect([name, before.frames.filter((frame) => frame !== "?")]).toEqual([name, []]);
      continue;
    }
    expect([name, answer.status]).toEqual([name, 201]);
    const stored = new Uint8Array(await (await ann.get(gif.url)).arrayBuffer());
    expect([name, Buffer.from(stored).equals(Uint8Array.from(bytes))]).toEqual([name, fate === "kept"]);
    expect([name, readStrictly(stored).frames.length]).toEqual([name, gif.frames]);
    const after = await page.evaluate(see, [...stored]);
    expect([name, after.frames.includes("?")]).toEqual([name, false]);
    const [, model] = damagedGifs[fate] ?? [];
    const wanted = model ? await page.evaluate(see, [...model]) : before;
    expect([name, after.first]).toEqual([name, wanted.first]);
    if (fate !== "begins") expect([name, after]).toEqual([name, wanted]);
    // It counts a frame that it cannot read, and then ends.
    else if (name !== "code size 9, later")
      expect([name, after.frames.length]).toEqual([name, wanted.frames.length]);
  }
});
