import { expect, test } from "vitest";
import type { Client } from "../support/client.js";
import { gif } from "../support/gif.js";
import { useInstances } from "../support/instances.js";
import { longWithoutHost } from "../support/rooms.js";
import type { Visitor } from "../support/visitor.js";

// Who may do what, by every route and event that not everybody may use. A role's word is how it is answered.
const instances = useInstances(1, { EMPTY_ROOM_GRACE_MS: "300000" });
const roles = ["outsider", "watcher", "banned", "member", "acting", "host", "opener"] as const;
type Role = (typeof roles)[number];

interface Room {
  id: string;
  people: Record<Role | "victim" | "otherHost", Visitor>;
  ids: Record<Role | "victim" | "otherHost", string>;
}

const names = [...roles, "victim", "otherHost"] as const;

/** The opener and both hosts have left; the acting host sat down first of those who are still there. */
async function prepare(): Promise<Room> {
  const [server] = instances.servers;
  const visitors = await Promise.all(names.map(() => server!.visitor()));
  const people = Object.fromEntries(names.map((name, i) => [name, visitors[i]])) as Room["people"];
  const ids = {} as Room["ids"];
  for (const name of names) ids[name] = (await people[name].me()).id;
  const { _id: id } = await people.opener.open({ lifetime: "1h", max: 20 });
  const page = `/room/${id}`;
  for (const name of ["acting", "opener", "member", "banned", "host", "otherHost", "victim"] as const)
    await people[name].page(page);
  const acting = await people.acting.enter(id);
  for (const name of ["host", "otherHost"] as const)
    await people.opener.json("POST", `${page}/hosts`, { member: ids[name] });
  await people.opener.json("POST", `${page}/kick`, { member: ids.banned, ban: true });
  await people.member.say(id, "a message");
  for (const name of ["host", "otherHost", "opener"] as const)
    await people[name].json("POST", `${page}/leave`);
  await longWithoutHost(instances.uri, id);
  await acting.next("hosts", (told) => told.acting === ids.acting);
  await people.watcher.watch(id);
  return { id, people, ids };
}

type Ask = (
  who: Visitor,
  room: Room,
) => Promise<{ status: number; body: { error?: { code: string } } | undefined }>;

const settings =
  (input: object): Ask =>
  (who, { id }) =>
    who.json("PATCH", `/room/${id}`, input);
const post =
  (path: string, input: (room: Room) => object = () => ({})): Ask =>
  (who, room) =>
    who.json("POST", `/room/${room.id}/${path}`, input(room));

let made = 0;
const hostsOnly = {
  ...{
    outsider: "NOT_HOST",
    watcher: "NOT_HOST",
    banned: "NOT_HOST",
    member: "NOT_HOST",
    acting: "NOT_HOST",
  },
  ...{ host: "ok", opener: "ok" },
};
const moderators = { ...hostsOnly, acting: "ok" };
const nobody = Object.fromEntries(roles.map((role) => [role, "NOT_ALLOWED"])) as Record<Role, string>;

const everybody = Object.fromEntries(roles.map((role) => [role, "ok"])) as Record<Role, string>;

const routes: [string, Ask, Record<Role, string>][] = [
  ["settings: title", settings({ title: "x" }), hostsOnly],
  ["settings: max", settings({ max: 20 }), hostsOnly],
  ["settings: listed", settings({ listed: true }), hostsOnly],
  ["settings: readOnly", settings({ readOnly: false }), hostsOnly],
  ["settings: crowd", settings({ crowd: false }), hostsOnly],
  ["settings: password", settings({ password: "" }), hostsOnly],
  ["settings: locked", settings({ locked: false }), moderators],
  ["settings: slow", settings({ slow: 0 }), moderators],
  ["settings: locked and title", settings({ locked: false, title: "x" }), hostsOnly],
  ["see the settings", (who, { id }) => who.json("GET", `/room/${id}/settings`), moderators],
  ["settings by a form", post("settings", () => ({ title: "x" })), hostsOnly],
  ["rename", post("rename", () => ({ title: "x" })), hostsOnly],
  ["extend", post("extend"), hostsOnly],
  [
    "open the next room, an hour before the end",
    post("next"),
    { ...nobody, member: "TOO_EARLY", acting: "TOO_EARLY" },
  ],
  ["make a host", post("hosts", ({ ids }) => ({ member: ids.otherHost })), hostsOnly],
  [
    "demote the opener",
    (who, { id, ids }) => who.json("DELETE", `/room/${id}/hosts/${ids.opener}`),
    { ...hostsOnly, host: "NOT_ALLOWED", opener: "NOT_ALLOWED" },
  ],
  ["see who looks after it", (who, { id }) => who.json("GET", `/room/${id}/hosts`), hostsOnly],
  ["list bans", (who, { id }) => who.json("GET", `/room/${id}/bans`), hostsOnly],
  [
    "lift a ban of nobody",
    (who, { id }) => who.json("DELETE", `/room/${id}/bans/nobody`),
    { ...hostsOnly, host: "MEMBER_NOT_FOUND", opener: "MEMBER_NOT_FOUND" },
  ],
  [
    "lift a ban of nobody by a form",
    (who, { id }) => who.json("POST", `/room/${id}/bans/nobody/delete`),
    { ...hostsOnly, host: "MEMBER_NOT_FOUND", opener: "MEMBER_NOT_FOUND" },
  ],
  ["make an invite", post("invites"), hostsOnly],
  ["list invites", (who, { id }) => who.json("GET", `/room/${id}/invites`), hostsOnly],
  [
    "revoke an invite",
    (who, { id }) => who.json("DELETE", `/room/${id}/invites/none`),
    { ...hostsOnly, host: "INVITE_NOT_FOUND", opener: "INVITE_NOT_FOUND" },
  ],
  [
    "revoke an invite by a form",
    (who, { id }) => who.json("POST", `/room/${id}/invites/none/delete`),
    { ...hostsOnly, host: "INVITE_NOT_FOUND", opener: "INVITE_NOT_FOUND" },
  ],
  ["make a hook", post("hooks", () => ({ name: `hook ${++made}` })), hostsOnly],
  ["list hooks", (who, { id }) => who.json("GET", `/room/${id}/hooks`), hostsOnly],
  [
    "end a hook",
    (who, { id }) => who.json("DELETE", `/room/${id}/hooks/none`),
    { ...hostsOnly, host: "HOOK_NOT_FOUND", opener: "HOOK_NOT_FOUND" },
  ],
  [
    "end a hook by a form",
    (who, { id }) => who.json("POST", `/room/${id}/hooks/none/delete`),
    { ...hostsOnly, host: "HOOK_NOT_FOUND", opener: "HOOK_NOT_FOUND" },
  ],
  ["list knocks", (who, { id }) => who.json("GET", `/room/${id}/knocks`), moderators],
  [
    "answer a knock",
    post("knocks/nobody", () => ({ admit: "on" })),
    {
      ...hostsOnly,
      ...{ acting: "MEMBER_NOT_FOUND", host: "MEMBER_NOT_FOUND", opener: "MEMBER_NOT_FOUND" },
    },
  ],
  [
    "take back a knock",
    (who, { id }) => who.json("DELETE", `/room/${id}/knock`),
    { ...moderators, outsider: "ok", watcher: "ok", member: "ok", banned: "ok" },
  ],
  [
    "ask about a knock",
    (who, { id }) => who.json("GET", `/room/${id}/knock`),
    { ...moderators, outsider: "ok", watcher: "ok", member: "ok", banned: "ok" },
  ],
  ["knock", post("knock"), { ...moderators, outsider: "ok", watcher: "ok", member: "ok", banned: "BANNED" }],
  ["send a message", post("chat", () => ({ chat: "x" })), { ...nobody, member: "ok", acting: "ok" }],
  [
    "send a GIF",
    async (who, { id }) => {
      const answer = await who.upload(id, gif());
      return { status: answer.status, body: (await answer.json()) as { error?: { code: string } } };
    },
    { ...nobody, member: "ok", acting: "ok" },
  ],
  [
    "read the history",
    (who, { id }) => who.json("GET", `/room/${id}/chats`),
    { ...everybody, banned: "NOT_ALLOWED" },
  ],
  [
    "take the transcript",
    async (who, { id }) => {
      const answer = await who.get(`/room/${id}/transcript`, { accept: "application/json" });
      const text = await answer.text();
      return { status: answer.status, body: answer.ok ? undefined : JSON.parse(text) };
    },
    { ...nobody, member: "ok", acting: "ok" },
  ],
  [
    "kick a member",
    async (who, { id, ids, people }) => {
      await people.victim.page(`/room/${id}`);
      return who.json("POST", `/room/${id}/kick`, { member: ids.victim });
    },
    { ...nobody, acting: "ok", host: "ok", opener: "ok" },
  ],
  [
    "kick a host",
    post("kick", ({ ids }) => ({ member: ids.otherHost })),
    { ...nobody, opener: "MEMBER_NOT_FOUND" },
  ],
  ["ban the opener", post("kick", ({ ids }) => ({ member: ids.opener, ban: true })), nobody],
  [
    "demote a host",
    (who, { id, ids }) => who.json("DELETE", `/room/${id}/hosts/${ids.otherHost}`),
    { ...hostsOnly, host: "NOT_ALLOWED" },
  ],
  [
    "demote a host by a form",
    (who, { id, ids }) => who.json("POST", `/room/${id}/hosts/${ids.otherHost}/delete`),
    { ...hostsOnly, host: "NOT_ALLOWED", opener: "MEMBER_NOT_FOUND" },
  ],
  ["end the room", (who, { id }) => who.json("DELETE", `/room/${id}`), { ...nobody, opener: "ok" }],
];

const socketEvents: [string, (room: Room) => unknown[], Record<"member" | "host" | "opener", string>][] = [
  ["settings", () => [{ title: "y" }], { member: "NOT_HOST", host: "ok", opener: "ok" }],
  ["renameRoom", () => [{ title: "y" }], { member: "NOT_HOST", host: "ok", opener: "ok" }],
  ["extend", () => [], { member: "NOT_HOST", host: "ok", opener: "ok" }],
  ["next", () => [{}], { member: "TOO_EARLY", host: "TOO_EARLY", opener: "TOO_EARLY" }],
  [
    "unban",
    () => [{ member: "x" }],
    { member: "NOT_HOST", host: "MEMBER_NOT_FOUND", opener: "MEMBER_NOT_FOUND" },
  ],
  ["invite", () => [{}], { member: "NOT_HOST", host: "ok", opener: "ok" }],
  [
    "answerKnock",
    () => [{ visitor: "nobody", admit: true }],
    { member: "NOT_HOST", host: "MEMBER_NOT_FOUND", opener: "MEMBER_NOT_FOUND" },
  ],
  [
    "hosts",
    ({ ids }) => [{ member: ids.opener, on: false }],
    { member: "NOT_HOST", host: "NOT_ALLOWED", opener: "NOT_ALLOWED" },
  ],
  [
    "kick",
    ({ ids }) => [{ member: ids.otherHost }],
    { member: "NOT_ALLOWED", host: "NOT_ALLOWED", opener: "MEMBER_NOT_FOUND" },
  ],
  [
    "removeChat",
    () => [{ seq: 99 }],
    { member: "CHAT_NOT_FOUND", host: "CHAT_NOT_FOUND", opener: "CHAT_NOT_FOUND" },
  ],
];

test("each route that not everybody may use is for those whose role it is", {
  tags: ["thorough"],
}, async () => {
  const room = await prepare();
  for (const [name, ask, expected] of routes)
    for (const role of roles) {
      const { status, body } = await ask(room.people[role], room);
      const answer = status < 300 ? "ok" : body?.error?.code;
      expect([name, role, answer]).toEqual([name, role, expected[role]]);
    }
});

test("each event that not everybody may ask for is for those whose role it is", async () => {
  const room = await prepare();
  const sockets: Record<string, Client> = {};
  for (const role of ["member", "acting", "host", "opener"] as const)
    sockets[role] = await room.people[role].enter(room.id);
  for (const [event, input, expected] of socketEvents)
    for (const role of ["member", "host", "opener"] as const) {
      const answer = await sockets[role]!.ask(event, ...input(room));
      const told = answer.ok ? "ok" : answer.error.code;
      expect([event, role, told]).toEqual([event, role, expected[role]]);
    }
  const watcher = await room.people.watcher.watch(room.id);
  for (const [event, input] of socketEvents)
    expect([event, await watcher.refusal(event, ...input(room))]).toEqual([event, "NOT_ALLOWED"]);
  // A host is back, so nobody acts as one.
  expect(await sockets.acting!.refusal("settings", { locked: true })).toBe("NOT_HOST");
  for (const socket of Object.values(sockets)) socket.close();
});
