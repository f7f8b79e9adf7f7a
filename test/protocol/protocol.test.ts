import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { gif } from "../support/gif.js";
import { useInstances } from "../support/instances.js";
import { OPERATOR_TOKEN } from "../support/reports.js";
import { endIn } from "../support/rooms.js";
import type { Visitor } from "../support/visitor.js";

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const protocol = read("docs/protocol.md");
const events = ["events", "chat-shapes", "protocol/room-shapes"]
  .map((file) => read(`src/shared/${file}.ts`))
  .join("");

const instances = useInstances(1, { EMPTY_ROOM_GRACE_MS: "300000", OPERATOR_TOKEN });
const newVisitor = () => instances.servers[0]!.visitor();
const logged = vi.spyOn(console, "error");
afterAll(() => logged.mockRestore());

const tables = protocol.match(/(?:^\|.*\n)+/gm) ?? [];

/** The names in the first column of the tables whose own first column is called so. */
const namesUnder = (heading: RegExp): string[] =>
  tables
    .filter((table) => heading.test(table.split("|")[1]!))
    .flatMap((table) => [...table.matchAll(/^\| (`[^|]+`)/gm)])
    .flatMap((row) => [...row[1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));

const namesOf = (type: string): string[] =>
  [
    ...events
      .split(`export interface ${type} {`)[1]!
      .split("\n}")[0]!
      .matchAll(/^ {2}(\w+)\??:/gm),
  ].map(([, name]) => name!);

/** Fills every field of every form: each route takes its own. */
const fields = {
  title: "t",
  max: 5,
  password: "",
  chat: "c",
  name: "n",
  lang: "en",
  alt: "a",
  here: "/",
  emoji: "👍",
  q: "first",
};

const guests = { member: "", banned: "", host: "", knocking: "" };
const visitors = {} as Record<keyof typeof guests, Visitor>;
beforeAll(async () => {
  for (const name of ["member", "banned", "host", "knocking"] as const) {
    visitors[name] = await newVisitor();
    guests[name] = (await visitors[name].me()).id;
  }
});

/** A room of the visitor's own with a guest and a message, and what else the route or event asks for. */
async function prepare(ann: Visitor, asked: string) {
  const { _id } = await ann.open({ lifetime: "1h" });
  const page = `/room/${_id}`;
  const kinds = ["member", ...(/ban/.test(asked) ? ["banned"] : []), ...(/host/.test(asked) ? ["host"] : [])];
  await Promise.all([ann, ...kinds.map((kind) => visitors[kind as "member"])].map((who) => who.page(page)));
  if (kinds.includes("banned")) await ann.json("POST", `${page}/kick`, { member: guests.banned, ban: true });
  if (kinds.includes("host")) await ann.json("POST", `${page}/hosts`, { member: guests.host });
  if (/knocks|Knock/.test(asked)) {
    await ann.json("PATCH", page, { locked: true });
    await visitors.knocking.json("POST", `${page}/knock`);
  }
  if (/next/.test(asked)) await endIn(instances.uri, _id, 240_000);
  const asksInvite = /invite|token/.test(asked);
  const invite = asksInvite ? (await ann.json("POST", `${page}/invites`)).body : { id: "", url: "" };
  const hook = /hook/.test(asked) ? (await ann.json("POST", `${page}/hooks`, { name: "h" })).body : invite;
  await ann.say(_id, "first");
  const picture = asked.includes(":file") ? (await (await ann.upload(_id, gif())).json()).gif.url : "/";
  return { room: _id, ...guests, invite, hook, file: picture.split("/").at(-1) as string };
}

/** A stream never ends by itself. */
async function textOf(answer: Response): Promise<string> {
  if (!answer.headers.get("content-type")?.startsWith("text/event-stream")) return answer.text();
  const reader = answer.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return Buffer.from(value!).toString();
}

describe("docs/protocol.md", () => {
  test("every route in docs/protocol.md exists, and answers a good request without an error", async () => {
    const ann = await newVisitor();
    const routes = namesUnder(/route/);
    expect(routes.length).toBeGreaterThan(20);
    for (const route of routes) {
      const { room, member, banned, host, knocking, invite, hook, file } = await prepare(ann, route);
      const handOver = (await visitors.member.json("POST", "/along")).body;
      const [method, template] = route.split(" ") as [string, string];
      const path = template
        .replace(/:id|:room/, room)
        .replace(":seq", "1")
        .replace(":file", file)
        .replace(":visitor", knocking)
        .replace(":invite", invite.id)
        .replace(":hook", hook.id)
        .replace("/hook/:token", hook.url)
        .replace("/along/:token", () => handOver.url)
        .replace(":token", invite.url.split("/").at(-1)!)
        .replace("/bans/:member", `/bans/${banned}`)
        .replace("/hosts/:member", `/hosts/${host}`);
      const headers = { accept: "application/json", "content-type": "application/json" };
      // Nobody in that room may take the name of its hook later.
      const name = path.endsWith("/hooks") ? "hook" : fields.name;
      const body = JSON.stringify({ ...fields, name, member });
      const query = path.endsWith("/search") ? "?q=first" : "";
      const who = path.endsWith("/report") ? visitors.member : ann;
      const answer = path.endsWith("/gif")
        ? await ann.upload(room, gif())
        : await who.request(method, path + query, method === "GET" ? { headers } : { headers, body });
      expect([route, answer.status, await textOf(answer)]).toEqual([
        ...[route, expect.toSatisfy((status) => status < 400), expect.any(String)],
      ]);
    }
    expect(logged).not.toHaveBeenCalled();
  });

  test("every event that a client may ask for answers a good request without an error", async () => {
    const asks: Record<string, (member: string) => unknown> = {
      chat: () => ({ chat: "third", clientId: "c" }),
      history: () => ({ limit: 1 }),
      editChat: () => ({ seq: 1, chat: "edited" }),
      removeChat: () => ({ seq: 1 }),
      react: () => ({ seq: 1, emoji: "👍" }),
      search: () => ({ q: "first" }),
      nickname: () => ({ name: "Ann" }),
      typing: () => undefined,
      whisper: (member) => ({ to: member, chat: "psst" }),
      kick: (member) => ({ member }),
      renameRoom: () => ({ title: "renamed" }),
      settings: () => ({ slow: 5 }),
      extend: () => undefined,
      next: () => ({}),
      hosts: (member) => ({ member, on: true }),
      unban: (banned) => ({ member: banned }),
      invite: () => ({ uses: 2 }),
      answerKnock: (visitor) => ({ visitor, admit: true }),
      leave: () => undefined,
    };
    expect(namesOf("ChatRequests").sort()).toEqual(Object.keys(asks).sort());
    for (const [event, ask] of Object.entries(asks)) {
      const ann = await newVisitor();
      const { room, member, banned, knocking } = await prepare(ann, event);
      const socket = await ann.enter(room);
      const payload = ask({ unban: banned, answerKnock: knocking }[event] ?? member);
      const answer = await socket.ask(event, ...(payload === undefined ? [] : [payload]));
      expect([event, answer]).toMatchObject([event, { ok: true }]);
      socket.close();
    }
    expect(logged).not.toHaveBeenCalled();
  });

  test("docs/protocol.md names the events and fields that the code has, and no others", () => {
    const types = ["LobbyEvents", "ChatEvents", "ChatRequests"];
    expect(namesUnder(/event|sends/).sort()).toEqual(types.flatMap(namesOf).sort());
    const shapes = [...protocol.matchAll(/^```\n(.*?)^```/gms)].map(([, text]) => text).join("");
    for (const type of ["RoomView", "Member", "Chat", "Gif"])
      for (const name of namesOf(type)) expect(shapes).toContain(name);
  });

  test("docs/protocol.md names every refusal with its status", () => {
    for (const [, code, status] of read("src/services/errors.ts").matchAll(/^ {2}([A-Z_]+): (\d+),/gm)) {
      const row = tables.join("").match(new RegExp(`^.*\\b${status}\\b.*\`${code}\`.*$`, "m"));
      expect([code, row]).toEqual([code, expect.anything()]);
    }
  });

  test(".env.example names every variable the code reads", () => {
    const example = read(".env.example");
    const config = ["config.ts", "config/site.ts", "config/access.ts"]
      .map((file) => read(`src/${file}`))
      .join("");
    const names = new Set(
      [...config.matchAll(/env\.([A-Z_]+)|env, "([A-Z_]+)"/g)].map((match) => match[1] ?? match[2]!),
    );
    expect(names.size).toBeGreaterThan(10);
    for (const name of names) expect(example).toMatch(new RegExp(`^#?${name}=`, "m"));
  });
});
