import { createHash } from "node:crypto";
import { createConnection } from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBlockedPictureModel } from "../../src/db/models/site/blocked-picture.js";
import { BlockedPictures } from "../../src/services/gifs/blocked-pictures.js";
import { comment, gif } from "../support/gif.js";
import { at, useInstances } from "../support/instances.js";
import type { Visitor } from "../support/visitor.js";

const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "300000" });

/** The operator's list, as another program writes it. */
let list: BlockedPictures;
let close: () => Promise<void>;
beforeAll(async () => {
  const connection = await createConnection(instances.uri).asPromise();
  list = new BlockedPictures(createBlockedPictureModel(connection));
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
    await list.block([hash], "the operator");
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

test("bytes that are no picture can be blocked before they are decoded, and only hashes are listed", async () => {
  const [ann, , room] = await seated();
  const file = Buffer.from("no picture at all");
  expect(await outcome(ann, room, file)).toBe("BAD_GIF");
  await list.block([hashOf(file)]);
  expect(await outcome(ann, room, file)).toBe("BLOCKED");
  for (const wrong of ["", "x".repeat(64), hashOf(file).toUpperCase()])
    await expect(list.block([wrong])).rejects.toThrow("BAD_INPUT");
  expect(await instances.servers[0]!.files()).toEqual([]);
});
