import { describe, expect, test } from "vitest";
import { writeLzw } from "../../src/services/gifs/codec/lzw-writer.js";
import { figuresOf } from "../metrics/scrape.js";
import { named } from "../support/database.js";
import { gif } from "../support/gif.js";
import { header, image, screen, trailer } from "../support/gif-parts.js";
import { serve, type TestServer } from "../support/server.js";
import { useDatabase } from "../support/store.js";
import type { Visitor } from "../support/visitor.js";

const strict = { RATE_LIMITS: "on", TRUST_PROXY: "1", EMPTY_ROOM_GRACE_MS: "300000" };

/** So large that its still hardly counts. */
const picture = gif({ width: 60, height: 60, frames: 4 });

interface Pictures {
  bytes: number;
  from: Record<string, number>;
}

const { uri, client } = await useDatabase();

async function room(server: TestServer, address: string): Promise<[Visitor, string]> {
  const ann = await server.visitor(address);
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  return [ann, _id];
}

const upload = async ([who, room]: [Visitor, string]): Promise<string> => {
  const answer = await who.upload(room, picture);
  const body = await answer.json();
  expect(answer.status).toBe(body.error ? 507 : 201);
  return body.error?.code ?? "stored";
};

/** Uploads one after the other until one is refused. Resolves to how many were stored. */
async function fill(where: [Visitor, string]): Promise<number> {
  for (let stored = 0; ; stored++) if ((await upload(where)) === "STORAGE_FULL") return stored;
}

const room4 = String(picture.length * 45);

describe("space for pictures", () => {
  test("a room holds a tenth of MAX_PICTURE_BYTES, and what is removed makes space", async () => {
    const server = await serve({ ...strict, MAX_PICTURE_BYTES: room4 });
    const ann = await room(server, "10.0.0.1");
    expect(await fill(ann)).toBe(4);
    expect(await server.files()).toHaveLength(8);
    expect((await ann[0].json("DELETE", `/room/${ann[1]}/chat/2`)).status).toBe(200);
    expect(await fill(ann)).toBe(1);
    const form = await ann[0].upload(ann[1], picture, {}, "text/html");
    expect([form.status, form.headers.get("location")]).toEqual([303, `/room/${ann[1]}`]);
    expect(await ann[0].page(`/room/${ann[1]}`)).toContain("no space for more");
    await server.close();
  });

  test("an address holds a fifth, in whichever rooms, and gets it back with the room", {
    tags: ["thorough"],
  }, async () => {
    const METRICS_TOKEN = "a-token-that-nobody-guesses";
    const server = await serve({ ...strict, MAX_PICTURE_BYTES: room4, METRICS_TOKEN });
    const [first, second, third] = [
      await room(server, "10.0.0.1"),
      await room(server, "10.0.0.1"),
      await room(server, "10.0.0.1"),
    ];
    expect([await fill(first), await fill(second), await fill(third)]).toEqual([4, 4, 0]);
    const figures = await figuresOf(server.url, { authorization: `Bearer ${METRICS_TOKEN}` });
    // The refusal in the first room was by the room's share alone.
    expect(figures['gif_chat_over_share_total{of="pictures"}']).toBeGreaterThanOrEqual(1);
    expect(figures.gif_chat_max_picture_bytes).toBe(Number(room4));
    expect(figures.gif_chat_picture_bytes).toBeGreaterThanOrEqual(8 * picture.length);
    const other = await server.visitor("10.0.0.2");
    await other.page(`/room/${third[1]}`);
    expect(await upload([other, third[1]])).toBe("stored");
    expect((await first[0].json("DELETE", `/room/${first[1]}`)).status).toBe(204);
    expect(await fill(third)).toBe(3);
    await server.close();
  });

  test("all rooms together hold MAX_PICTURE_BYTES, without limits of addresses too, and after a restart", {
    tags: ["thorough"],
  }, async () => {
    const server = await serve({ ...strict, MAX_PICTURE_BYTES: room4, RATE_LIMITS: "off" });
    const rooms: [Visitor, string][] = [];
    for (let i = 0; i < 12; i++) rooms.push(await room(server, "10.0.0.1"));
    const stored: number[] = [];
    for (const one of rooms.slice(0, 11)) stored.push(await fill(one));
    expect(stored.slice(0, 10)).toEqual(Array(10).fill(4));
    await server.restart();
    expect(await fill(rooms[11]!)).toBe(0);
    await rooms[0]![0].json("DELETE", `/room/${rooms[0]![1]}`);
    expect(await fill(rooms[11]!)).toBe(4);
    await server.close();
  });

  test("of pictures that come at the same moment only those are stored that fit", async () => {
    const server = await serve({ ...strict, MAX_PICTURE_BYTES: room4 });
    const ann = await room(server, "10.0.0.1");
    const answers = await Promise.all(Array.from({ length: 12 }, () => upload(ann)));
    expect(answers.filter((answer) => answer === "stored")).toHaveLength(4);
    expect(await server.files()).toHaveLength(8);
    await server.close();
  });

  test("a picture that is sent twice, or is refused, takes no space", async () => {
    const server = await serve({ ...strict, MAX_PICTURE_BYTES: room4 });
    const ann = await room(server, "10.0.0.1");
    for (let i = 0; i < 6; i++)
      expect((await ann[0].upload(ann[1], picture, { clientId: "same" })).status).toBe(201);
    for (let i = 0; i < 6; i++)
      expect((await ann[0].upload(ann[1], picture.subarray(0, 10))).status).toBe(422);
    expect(await fill(ann)).toBe(3);
    await server.close();
  });

  test("a picture whose removal is asked for many times at once gives its space back once", async () => {
    const server = await serve({ ...strict, MAX_PICTURE_BYTES: room4 });
    const ann = await room(server, "10.0.0.1");
    const full = await fill(ann);
    expect(full).toBeGreaterThan(2);
    const socket = await ann[0].enter(ann[1]);
    const removals = Array.from({ length: 10 }, () => socket.ask("removeChat", { seq: 1 }));
    expect((await Promise.all(removals)).filter(({ ok }) => ok)).toHaveLength(1);
    expect(await fill(ann)).toBe(1);
    await server.close();
  });

  test("pictures that take long to check wait behind each other, and not before those of other addresses", {
    tags: ["thorough"],
  }, async () => {
    const server = await serve(strict);
    const [[ann, hers], [bob, his]] = [await room(server, "10.0.0.1"), await room(server, "10.0.0.2")];
    const [width, height] = [1500, 1000];
    // A pixel too many, so that it has to be unpacked and written anew.
    const frame = image({ width, height, data: [...writeLzw(new Uint8Array(width * height + 1), 2)] });
    const heavy = Uint8Array.from([...header(), ...screen(width, height), ...frame, ...trailer]);
    let checked = 0;
    const flood = Array.from({ length: 12 }, async () => {
      expect((await ann.upload(hers, heavy)).status).toBe(201);
      checked++;
    });
    await Promise.race(flood);
    expect((await bob.upload(his, picture)).status).toBe(201);
    expect(checked).toBeLessThan(9);
    await Promise.all(flood);
    await server.close();
  });

  test("space that a crash left reserved is given back at the next start", async () => {
    const server = await serve({ ...strict, MAX_PICTURE_BYTES: room4, MONGODB_URI: named(uri, "reserved") });
    const rooms = client.db("reserved").collection<{ _id: string; pictures: Pictures }>("rooms");
    const [ann, bob] = [await room(server, "10.0.0.1"), await room(server, "10.0.0.1")];
    expect(await upload(ann)).toBe("stored");
    const { pictures } = (await rooms.findOne({ _id: ann[1] }))!;
    const [key] = Object.keys(pictures.from) as [string];
    // As if the server had been killed after it reserved space, in a room that has a picture and in one that has none.
    const lost = { bytes: picture.length * 4, from: { [key]: picture.length * 4 } };
    for (const [, _id] of [ann, bob])
      await rooms.updateOne({ _id }, { $set: { pictures: { ...pictures, ...lost } } });
    await server.restart();
    expect((await rooms.findOne({ _id: ann[1] }))!.pictures).toMatchObject({
      bytes: pictures.bytes,
      from: pictures.from,
    });
    expect([await fill(ann), await fill(bob)]).toEqual([3, 4]);
    await server.close();
  });
});
