import { deflateRawSync } from "node:zlib";
import { strToU8, type Zippable, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { parseIndex } from "../../../src/browser/gifs/mine/mine-zip.js";
import { hasSaneSize, mayMove, typeOfPicture } from "../../../src/browser/gifs/mine/picture-type.js";
import { readZip } from "../../../src/browser/gifs/mine/read-zip.js";
import { writeZip } from "../../../src/browser/gifs/mine/write-zip.js";
import { bomb, gif } from "../../support/gif.js";

const limits = { fileBytes: 100_000, totalBytes: 300_000 };

const blob = (bytes: Uint8Array): Blob => new Blob([new Uint8Array(bytes)]);
const zip = (files: Zippable): Blob => blob(zipSync(files));

async function read(from: Blob, bounds = limits): Promise<[name: string, bytes: number | undefined][]> {
  const files: [string, number | undefined][] = [];
  for await (const { name, bytes } of readZip(from, bounds)) files.push([name, bytes?.length]);
  return files;
}

/** An archive by hand: `says` is the size that it claims for what is packed. */
function lyingZip(files: { name: string; packed: Uint8Array; says: number; at?: number }[]): Blob {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, packed, says, at = offset } of files) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(says, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    directory.push(entry, Buffer.from(name));
    if (at !== offset) continue;
    locals.push(local, Buffer.from(name), Buffer.from(packed));
    offset += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return blob(Buffer.concat([...locals, ...directory, end]));
}

describe("an archive of pictures", () => {
  test("is read file by file, without the folders it names and what systems put into it", async () => {
    const archive = zip({
      "cats/deep/a.gif": gif(),
      "..\\..\\evil/b.gif": [gif(), { level: 0 }],
      "__MACOSX/cats/._a.gif": gif(),
      "cats/.DS_Store": strToU8("x"),
      "empty/": new Uint8Array(),
      "notes.txt": strToU8("hello"),
    });
    expect(await read(archive)).toEqual([
      ["a.gif", gif().length],
      ["b.gif", gif().length],
      ["notes.txt", 5],
    ]);
  });

  test("that was written here is read again", async () => {
    async function* files() {
      yield { name: "a.gif", bytes: gif() };
      yield { name: "index.json", bytes: strToU8("[]") };
    }
    expect(await read(await writeZip(files()))).toEqual([
      ["a.gif", gif().length],
      ["index.json", 2],
    ]);
  });

  test("unpacks no file that is too large, whatever it says of itself", async () => {
    const packed = deflateRawSync(Buffer.alloc(3_000_000));
    const honest = { name: "honest", packed, says: 3_000_000 };
    const lying = { name: "lying", packed, says: 10 };
    const good = { name: "good", packed: deflateRawSync(gif()), says: gif().length };
    expect(await read(lyingZip([honest, lying, good]))).toEqual([
      ["honest", undefined],
      ["lying", undefined],
      ["good", gif().length],
    ]);
  });

  test("unpacks no more in all than its share, also if a thousand names mean the same bytes", async () => {
    const packed = deflateRawSync(Buffer.alloc(90_000));
    const many = Array.from({ length: 1000 }, (_, i) => ({
      name: "same",
      packed,
      says: 90_000,
      at: i && 0,
    }));
    const files = await read(lyingZip(many));
    expect(files.filter(([, bytes]) => bytes)).toHaveLength(3);
    const lie = { packed: deflateRawSync(Buffer.alloc(200_000)), says: 5 };
    const lies = many.map((one) => ({ ...one, ...lie }));
    const good = { name: "good", packed: deflateRawSync(gif()), says: gif().length };
    expect((await read(lyingZip([...lies, good]))).filter(([, bytes]) => bytes)).toEqual([]);
  });

  test.each([
    ["is none", blob(gif())],
    ["is empty", blob(new Uint8Array())],
    ["was cut off", blob(zipSync({ "a.gif": gif() }).slice(0, -30))],
    [
      "has too many files",
      zip(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i}`, new Uint8Array()]))),
    ],
  ])("is refused if it %s", async (_, archive) => {
    await expect(read(archive)).rejects.toThrow();
  });

  test("may describe its pictures, within the limits of a description", () => {
    const now = Date.now();
    const list = [
      { file: "a.gif", alt: "a cat", addedAt: 5 },
      { file: "b.gif", alt: "x".repeat(500), addedAt: now * 2 },
      { file: 3, alt: "no" },
      null,
    ];
    const index = parseIndex(JSON.stringify(list));
    expect([...index.keys()]).toEqual(["a.gif", "b.gif"]);
    expect(index.get("a.gif")).toEqual({ file: "a.gif", alt: "a cat", addedAt: 5 });
    expect(index.get("b.gif")!.alt).toHaveLength(200);
    expect(index.get("b.gif")!.addedAt).toBeLessThan(now * 1.5);
    for (const text of ["{", "{}", "null", '"x"']) expect(parseIndex(text).size).toBe(0);
  });
});

test("pictures are known by their content", () => {
  const types = [
    "GIF89a",
    "\x89PNG\r\n\x1a\n",
    "\xff\xd8\xff\xe0",
    "RIFF\0\0\0\0WEBPVP8X",
    "\0\0\0\x1cftypavif",
    "<svg>",
  ];
  expect(types.map((start) => typeOfPicture(Buffer.from(start, "latin1")))).toEqual([
    ...["image/gif", "image/png", "image/jpeg", "image/webp", "image/avif", undefined],
  ]);
  expect(hasSaneSize(gif(), "image/gif")).toBe(true);
  expect(hasSaneSize(bomb(), "image/gif")).toBe(false);
  const large = Buffer.from("RIFF\0\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0\xff\xff\0\xff\xff\0", "latin1");
  expect(hasSaneSize(large, "image/webp")).toBe(false);
  expect(mayMove(Buffer.from("RIFF\0\0\0\0WEBPVP8X\0\0\0\0\x02", "latin1"), "image/webp")).toBe(true);
  expect(mayMove(Buffer.from("RIFF\0\0\0\0WEBPVP8X\0\0\0\0\x10", "latin1"), "image/webp")).toBe(false);
});
