import { createHash } from "node:crypto";
import { createConnection } from "mongoose";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ChatModel, createChatModel } from "../../src/db/models/chat.js";
import { createRoomModel, roomSchema } from "../../src/db/models/room.js";
import { createBlockedPictureModel } from "../../src/db/models/site/blocked-picture.js";
import { BlockedPictures } from "../../src/services/gifs/blocked-pictures.js";
import { LookAlikes } from "../../src/services/gifs/looks/look-alikes.js";
import { comment, gif } from "../support/gif.js";
import { at, useInstances } from "../support/instances.js";
import { scene } from "../support/scenes.js";
import type { Visitor } from "../support/visitor.js";

const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "300000" });

/** The operator's list, as another program writes it. */
let list: BlockedPictures;
let chats: ChatModel;
let lookAlikes: LookAlikes;
let close: () => Promise<void>;
beforeAll(async () => {
  const connection = await createConnection(instances.uri).asPromise();
  list = new BlockedPictures(createBlockedPictureModel(connection));
  chats = createChatModel(connection);
  const rooms = createRoomModel(connection, roomSchema.clone());
  lookAlikes = new LookAlikes({ chats, rooms }, list);
  close = () => connection.close();
});
afterAll(() => close());

const hashOf = (file: Uint8Array): string => createHash("sha256").update(file).digest("hex");

async function seated(): Promise<[Visitor, Visitor, string]> {
  const ann = await instances.servers[0]!.visitor();
  const { _id } = await ann.open();
  await ann.page(`/room/${_id}`);
  return [ann, at(instances.servers[1]!, ann), _id];
}

async function outcome(who: Visitor, room: string, file: Uint8Array, fields = {}): Promise<string | number> {
  const body = await (await who.upload(room, file, fields)).json();
  return body.error?.code ?? body.seq;
}

test("a picture that is blocked by the bytes that were sent, or by those stored, is refused at every instance", async () => {
  const [ann, there, room] = await seated();
  const sent = gif({ frames: 3, extra: comment("with a comment") });
  const first = await (await ann.upload(room, sent, { clientId: "first" })).json();
  expect(JSON.stringify(first)).not.toContain(hashOf(sent));
  const stored = Buffer.from(await (await ann.get(first.gif.url)).arrayBuffer());
  expect(hashOf(stored)).not.toBe(hashOf(sent));
  const otherwise = gif({ frames: 3, extra: comment("with another one") });
  const again = async (who: Visitor, fields = {}) =>
    (await who.json("POST", `/room/${room}/gif`, { again: 1, ...fields })).body.error?.code ?? "sent";

  for (const [hash, refused, others] of [
    [hashOf(sent), [sent], [stored, otherwise]],
    [hashOf(stored), [sent, stored, otherwise], [gif({ frames: 4 })]],
  ] as const) {
    await list.block([hash], { by: "the operator" });
    await list.block([hash]);
    for (const who of [ann, there]) {
      for (const file of refused) expect(await outcome(who, room, file)).toBe("BLOCKED");
      for (const file of others) expect(await outcome(who, room, file)).toEqual(expect.any(Number));
      expect(await again(who)).toBe("BLOCKED");
    }
    await list.unblock([hash]);
    expect(await outcome(there, room, sent)).toEqual(expect.any(Number));
    expect(await again(there)).toBe("sent");
  }

  await list.block([hashOf(sent)]);
  // A retry is answered with what was sent before.
  expect(await outcome(ann, room, sent, { clientId: "first" })).toBe(1);
  expect(await again(ann, { pack: "yes" })).toBe("BAD_INPUT");
  const form = await ann.upload(room, sent, {}, "text/html");
  expect([form.status, form.headers.get("location")]).toEqual([303, `/room/${room}`]);
  expect(await ann.page(`/room/${room}`)).toContain("This picture cannot be sent here");
});

test("bytes that are no picture can be blocked before they are decoded, and only hashes are listed", {
  tags: ["thorough"],
}, async () => {
  const [ann, , room] = await seated();
  const file = Buffer.from("no picture at all");
  expect(await outcome(ann, room, file)).toBe("BAD_GIF");
  await list.block([hashOf(file)]);
  expect(await outcome(ann, room, file)).toBe("BLOCKED");
  for (const wrong of ["", "x".repeat(64), hashOf(file).toUpperCase()])
    await expect(list.block([wrong])).rejects.toThrow("BAD_INPUT");
  expect(await instances.servers[0]!.files()).toEqual([]);
});

async function storedGif(room: string, seq: number) {
  const { gif: stored } = (await chats.findOne({ room, seq }).lean())!;
  if (stored?.file === undefined) throw new Error("has no picture");
  return stored;
}

test("pictures that look like a blocked one are shown as such, and refused only where the operator wished it", {
  tags: ["thorough"],
}, async () => {
  const [ann, there, room] = await seated();
  const original = await scene(1);
  const smaller = await sharp(original, { animated: true }).resize(150).webp({ quality: 60 }).toBuffer();
  const first = await sharp(original, { page: 0 }).jpeg().toBuffer();
  const alike = [smaller, first];
  expect(await outcome(ann, room, original)).toBe(1);
  const { looks, hashes } = await storedGif(room, 1);
  for (const file of alike) expect(await outcome(ann, room, file)).toEqual(expect.any(Number));
  expect(await outcome(ann, room, await scene(2))).toBe(4);

  expect(await list.block(hashes!, { looks: looks! })).toEqual({ alike: false });
  expect(await outcome(there, room, original)).toBe("BLOCKED");
  for (const [i, file] of alike.entries()) {
    expect(await outcome(there, room, file)).toEqual(expect.any(Number));
    const theirs = (await storedGif(room, 2 + i)).looks!;
    expect(await lookAlikes.blocked(theirs)).toMatchObject([{ hash: hashes![0], alike: false }]);
  }
  const found = await lookAlikes.inRooms(looks!, hashes!);
  expect(found.map(({ seq }) => seq).sort()).toEqual([2, 3, 5, 6]);
  expect(found[0]).toMatchObject({ room, title: expect.any(String), still: expect.stringContaining(room) });
  expect((await ann.get(found[0]!.still)).status).toBe(200);

  expect(await list.block(hashes!, { looks: looks!, alike: true })).toEqual({ alike: true });
  for (const who of [ann, there]) {
    for (const file of [original, ...alike]) expect(await outcome(who, room, file)).toBe("BLOCKED");
    const again = await who.json("POST", `/room/${room}/gif`, { again: 2 });
    expect(again.body.error?.code).toBe("BLOCKED");
  }
  expect(await outcome(there, room, await scene(2))).toEqual(expect.any(Number));
  expect((await list.list()).blocked[0]).toMatchObject({ hash: hashes![0], alike: true });
  await list.unblock([hashes!.at(-1)!]);
  for (const file of alike) expect(await outcome(there, room, file)).toEqual(expect.any(Number));
  await ann.json("PATCH", `/room/${room}`, { password: "a secret" });
  expect((await lookAlikes.inRooms(looks!))[0]).not.toHaveProperty("title");
});

test("a flat picture is blocked by its bytes alone, whatever was wished", async () => {
  const [ann, , room] = await seated();
  const [file, alike] = [gif({ width: 30, height: 20 }), gif({ width: 40, height: 30 })];
  expect(await outcome(ann, room, file)).toBe(1);
  const { looks, hashes } = await storedGif(room, 1);
  expect([looks, await list.block(hashes!, { looks, alike: true })]).toEqual([undefined, { alike: false }]);
  expect(await outcome(ann, room, file)).toBe("BLOCKED");
  expect(await outcome(ann, room, alike)).toBe(2);
  await expect(list.block(hashes!, { looks: ["flat"], alike: true })).rejects.toThrow("BAD_INPUT");
  await expect(list.block([])).rejects.toThrow("BAD_INPUT");
});

test("blocked pictures are listed in pages, the newest first", async () => {
  const hashes = Array.from({ length: 60 }, (_, i) => hashOf(Buffer.from([i])));
  for (const hash of hashes) await list.block([hash]);
  const { blocked, before } = await list.list();
  const older = await list.list({ before });
  const all = [...blocked, ...older.blocked].map(({ hash }) => hash);
  expect([blocked.length, before]).toEqual([50, expect.any(String)]);
  expect(new Set(all).size).toBe(all.length);
  expect(hashes.every((hash) => all.includes(hash))).toBe(true);
  await expect(list.list({ before: "yesterday" })).rejects.toThrow("BAD_INPUT");
  await list.unblock(hashes);
});
