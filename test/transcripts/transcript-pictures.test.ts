import { expect, test } from "vitest";
import { TranscriptPictures } from "../../src/services/transcripts/transcript-pictures.js";
import type { Chat } from "../../src/shared/events.js";

const sizes: Record<string, number> = { "a.webp": 40, "b.webp": 40, "c.webp": 40 };

test("a transcript holds the motion of a picture once, and stills up to a bound", async () => {
  const opened: string[] = [];
  const files = {
    find: async (_room: string, name: string) => {
      opened.push(name);
      return { bytes: sizes[name] ?? 100, storedAt: new Date(), read: async function* () {} };
    },
  };
  const pictures = new TranscriptPictures(files, { moving: 250, still: 100 });
  const kindOf = async (name: string) => {
    const gif = { url: `/gif/r/${name}.gif`, still: `/gif/r/${name}.webp`, type: "image/gif", bytes: 100 };
    return (await pictures.find({ room: "r", gif } as Chat))?.type;
  };
  const kinds = [];
  for (const name of ["a", "a", "b", "c", "c", "a"]) kinds.push(await kindOf(name));
  expect(kinds).toEqual([
    ...["image/gif", "image/webp", "image/gif"],
    ...["image/webp", undefined, undefined],
  ]);
  expect(opened.slice(0, 4)).toEqual(["a.gif", "a.webp", "b.gif", "c.webp"]);
});
