import sharp from "sharp";
import { gif } from "../../support/gif.js";
import { OPERATOR_TOKEN, operatorAt } from "../../support/operator.js";
import { endIn } from "../../support/rooms.js";
import { scene as film } from "../../support/scenes.js";
import type { TestServer } from "../../support/server.js";
import type { Visitor } from "../../support/visitor.js";

/** Who calls an operation, and with what. */
export interface Scene {
  who: Visitor;
  room: string;
  params: Record<string, string>;
  /** Of the query and the headers: what need not be asked, but is. */
  asked?: Record<string, string>;
  fields: Record<string, unknown>;
}

export interface Stage {
  server: TestServer;
  /** Of its database. */
  uri: string;
  ann: Visitor;
  guest: Visitor;
  operator: Visitor;
  member: string;
}

export async function createStage(server: TestServer, uri = ""): Promise<Stage> {
  const [ann, guest] = [await server.visitor(), await server.visitor()];
  const member = (await guest.me()).id;
  return { server, uri, ann, guest, member, operator: await operatorAt(server) };
}

/** Meanings that a schema does not say. */
const usual = {
  ...{ title: "t", password: "", chat: "c", name: "n", lang: "en", emoji: "👍", q: "first", text: "hello" },
  ...{ purpose: "room", message: "let me in", reason: "rude", slow: 5, uses: 2, limit: 2 },
  ...{ token: OPERATOR_TOKEN, seq: 1, hours: 1, where: "here" },
};

/** A room with a guest and a message, and what else the operation or the event needs. */
export async function createScene(stage: Stage, name: string): Promise<Scene> {
  const { server, uri, ann, guest, member } = stage;
  const needs = (pattern: RegExp) => pattern.test(name);
  const { _id: room } = await ann.open({ lifetime: "1h" });
  const page = `/room/${room}`;
  await Promise.all([ann, guest].map((visitor) => visitor.json("GET", page)));
  await ann.say(room, "first");
  const byGuest = needs(/^(report|viewReported)/);
  const byOther = needs(/knock|acceptInvite|HandOver$|passGate|^sign/i);
  const other = byOther ? await server.visitor() : guest;
  const visitor = byOther ? (await other.me()).id : member;
  const fields: Record<string, unknown> = { ...usual, member, to: member, visitor };
  const params: Record<string, string> = { id: room, room, seq: "1", member, visitor };
  if (needs(/^(unban|removeHost)/)) {
    const [path, more] = needs(/ban/) ? ["kick", { ban: true }] : ["hosts", {}];
    await ann.json("POST", `${page}/${path}`, { member, ...more });
  }
  if (needs(/knock/i)) {
    await ann.json("PATCH", page, { locked: true });
    if (name !== "knock") await other.json("POST", `${page}/knock`);
  }
  if (needs(/^next/)) await endIn(uri, room, 240_000);
  if (needs(/invite/i)) {
    const { body } = await ann.json("POST", `${page}/invites`);
    Object.assign(params, { invite: body.id, token: body.url.split("/").at(-1) });
  }
  if (needs(/^(list|remove)Hook|ByHook|hooks/)) {
    const { body } = await ann.json("POST", `${page}/hooks`, { name: "Build" });
    Object.assign(params, { hook: body.id, token: body.url.split("/").at(-1) });
  }
  if (needs(/^(lookAt|take)HandOver$/)) {
    const { body } = await (await server.visitor()).json("POST", "/along");
    params.token = body.url.split("/").at(-1);
  }
  if (needs(/^sendPicture/)) fields.pack = "hug";
  // Others of the room may have the usual name by now.
  if (needs(/^createHook/)) fields.name = "Builds";
  if (needs(/^readPicture/)) params.file = fileOf(await send(ann, room, gif()));
  const isAskedByOther = byOther && !needs(/^(listKnocks|answerKnock)/);
  const who = byGuest ? guest : isAskedByOther ? other : ann;
  return { who, room, params, fields, ...(name in asked && { asked: asked[name]! }) };
}

const asked: Record<string, Record<string, string>> = {
  checkHealth: { details: "" },
  streamEvents: { "Last-Event-ID": "0.0" },
};

interface Sent {
  seq: number;
  gif: { url: string };
}

const send = async (who: Visitor, room: string, picture: Uint8Array): Promise<Sent> =>
  (await who.upload(room, picture)).json() as Promise<Sent>;

const fileOf = ({ gif: { url } }: Sent): string => url.split("/").at(-1)!;

let pictures = 0;

/** Something reported, and what the operator's acts need besides. */
export async function createOperatorScene(stage: Stage, name: string): Promise<Scene> {
  const { operator, ann, guest } = stage;
  const needs = (pattern: RegExp) => pattern.test(name);
  // To end a raid closes openings for an hour.
  if (needs(/Raid$/)) await operator.json("POST", "/operator/switch", { name: "openings" });
  const { room, fields, params } = await createScene(stage, "");
  let seq = 1;
  if (needs(/Picture|block|LookAlike/)) {
    // Never the same, since one of them is blocked.
    const picture = needs(/LookAlike/) ? await film(++pictures) : gif({ width: 4 + ++pictures });
    const sent = await send(ann, room, picture);
    seq = sent.seq;
    params.file = fileOf(sent);
    if (needs(/LookAlike/)) Object.assign(fields, await sendLookAlike(ann, picture));
  }
  await guest.json("POST", `/room/${room}/chat/${seq}/report`, { reason: "rude" });
  const { reports } = (await operator.json("GET", "/operator/reports")).body;
  const report = (reports as { id: string; room: string }[]).find((one) => one.room === room)!.id;
  params.id = needs(/^endRoom/) ? room : report;
  if (needs(/^liftSiteBan/))
    params.id = (await operator.json("POST", `/operator/reports/${report}/ban`, fields)).body.ban;
  if (needs(/^unblock/)) {
    await operator.json("POST", `/operator/reports/${report}/block`);
    params.hash = (await operator.json("GET", "/operator/blocked")).body.blocked[0].hash;
  }
  if (needs(/Raid$/)) fields.address = await startRaid(stage);
  if (needs(/^switchSite/)) fields.name = "lobby";
  if (needs(/^liftRaid/)) params.id = await endRaid(operator, fields);
  return { who: operator, room, params, fields };
}

async function sendLookAlike(ann: Visitor, picture: Buffer): Promise<{ room: string; seq: number }> {
  const { _id: room } = await ann.open();
  await ann.json("GET", `/room/${room}`);
  const { seq } = await send(
    ann,
    room,
    await sharp(picture, { animated: true }).gif({ colours: 32 }).toBuffer(),
  );
  return { room, seq };
}

let raids = 0;

/** The key of its address. */
async function startRaid({ server, operator }: Stage): Promise<string> {
  const address = `203.0.113.${++raids}`;
  const raiders = await Promise.all(Array.from({ length: 4 }, () => server.visitor(address)));
  for (const raider of raiders) {
    const { _id } = await raider.open({ title: "Raid" });
    await raider.json("GET", `/room/${_id}`);
    for (const chat of ["one", "two", "three"]) await raider.say(_id, chat);
  }
  return (await operator.json("GET", "/operator/raid")).body.groups[0].key;
}

async function endRaid(operator: Visitor, { address, hours }: Record<string, unknown>): Promise<string> {
  await operator.json("POST", "/operator/raid", { address, hours });
  const { bans } = (await operator.json("GET", "/operator/bans")).body as { bans: { raid?: string }[] };
  return bans.find(({ raid }) => raid)!.raid!;
}
