import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Client } from "../support/client.js";
import { gif } from "../support/gif.js";
import { ServerProcess } from "../support/server-process.js";
import type { Visitor } from "../support/visitor.js";
import type { Runtime } from "./bring-node.js";

/** Every warning counts, those that Node keeps to itself without this option too. */
const env = { NODE_OPTIONS: "--pending-deprecation --trace-warnings" };
const password = "open sesame";

interface Stage {
  server: ServerProcess;
  ann: Visitor;
  bob: Visitor;
  room: string;
  picture: string;
}

/** A start, two visitors who talk and send pictures, a kill and a restart. Rejects at the first thing that is wrong. */
export async function tellStory({ node, version }: Runtime): Promise<void> {
  const server = await ServerProcess.start(env, node);
  try {
    assert.match(await (await fetch(`${server.url}/metrics`)).text(), new RegExp(`version="${version}"`));
    const stage = await meet(server);
    await talk(stage);
    await outlive(stage, "SIGKILL", "SIGKILL");
    await outlive(stage, "SIGTERM", 0);
    assert.equal(await server.end(), 0);
    const hasCompileCache = existsSync(path.join(server.dir, "data", "compile-cache"));
    assert.equal(
      hasCompileCache,
      Number.parseInt(version.slice(1), 10) > 20,
      "what V8 compiled is kept where Node can",
    );
    assert.equal(server.errors, "", "it printed errors or warnings");
  } finally {
    await server.end("SIGKILL");
    await server.clean();
  }
}

/** By forms, as a browser without JavaScript. */
async function meet(server: ServerProcess): Promise<Stage> {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const opened = await ann.form("/room", { title: "Story", max: 5, password });
  assert.equal(opened.status, 303);
  const room = opened.headers.get("location")!.split("/").at(-1)!;
  assert.equal((await bob.json("GET", `/room/${room}`)).status, 403);
  assert.equal((await bob.form(`/room/${room}/enter`, { password })).status, 303);
  assert.match(await bob.page(`/room/${room}`), /Story/);
  return { server, ann, bob, room, picture: "" };
}

async function talk(stage: Stage): Promise<void> {
  const { ann, bob, room } = stage;
  const hers = await ann.enter(room);
  const his = await bob.enter(room, undefined, { transports: ["polling"] });
  await hers.call("chat", { chat: "by websocket" });
  await his.call("chat", { chat: "by polling" });
  await ann.say(room, "by JSON");
  assert.equal((await bob.form(`/room/${room}/chat`, { chat: "by form" })).status, 303);
  const sent = await ann.upload(room, gif(), { alt: "a cat" });
  assert.equal(sent.status, 201);
  stage.picture = (await sent.json()).gif.url;
  assert.equal((await bob.upload(room, gif({ frames: 5 }), {}, "text/html")).status, 303);
  for (const client of [hers, his]) await client.until(() => client.chats.length === 6);
  assert.deepEqual(hers.chats, his.chats);
  await his.call("editChat", { seq: 2, chat: "edited" });
  assert.equal((await hers.next("editChat")).chat, "edited");
  await assertPicture(stage);
  for (const client of [hers, his]) client.close();
}

async function assertPicture({ bob, picture }: Stage): Promise<void> {
  const answer = await bob.get(picture);
  assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "image/gif"]);
  assert.equal((await bob.get(picture.replace(".gif", ".webp"))).headers.get("content-type"), "image/webp");
}

/** What was acknowledged, who sits in the room and the picture are there after the server ended so. */
async function outlive(stage: Stage, signal: NodeJS.Signals, end: number | string): Promise<void> {
  const { server, ann, bob, room } = stage;
  const hers = await ann.enter(room, 0);
  const his = await bob.enter(room, 0);
  const { seq } = await hers.call("chat", { chat: `before ${signal}` });
  const before = await allChats(hers, seq);
  assert.deepEqual(await allChats(his, seq), before);
  assert.equal(await server.end(signal), end);
  await server.startAgain();
  for (const client of [hers, his]) client.close();
  const back = await bob.enter(room, 0);
  assert.deepEqual(await allChats(back, seq), before);
  await assertPicture(stage);
  back.close();
}

async function allChats(client: Client, last: number) {
  await client.until(() => client.chats.length === last);
  return client.chats;
}
