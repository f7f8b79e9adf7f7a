import { describe, expect, test } from "vitest";
import type { Chat } from "../../src/shared/events.js";
import { useServer } from "../support/server.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const strict = useServer({ EMPTY_ROOM_GRACE_MS: "300000", RATE_LIMITS: "on" });

const seqsIn = (page: string) => [...page.matchAll(/data-found="(\d+)"/g)].map(([, seq]) => Number(seq));

describe("a room without scripts", () => {
  test("has a page that searches, marks, looks further back, refuses at the field, and is for members alone", async () => {
    const ann = await strict.visitor();
    const { _id } = await ann.open({ title: "<Plain>" });
    const a = await ann.enter(_id);
    await a.call("chat", { chat: "<b>needle</b> of NEEDLES" });
    for (let i = 0; i < 55; i++) await a.call("chat", { chat: `hay ${i}` });
    const path = `/room/${_id}/search`;
    const empty = await ann.page(path);
    expect(empty).toContain("&lt;Plain&gt;");
    expect(empty).not.toContain('class="founds"');
    const hit = await ann.page(`${path}?q=needle`);
    expect(hit).toContain("&lt;b&gt;<mark>needle</mark>&lt;/b&gt; of <mark>NEEDLE</mark>S");
    expect(hit).toContain(`href="/room/${_id}?at=1#chat-1"`);
    expect(await ann.page(`/room/${_id}?at=1`)).toContain('id="chat-1"');
    const newest = await ann.page(`${path}?q=hay`);
    expect(seqsIn(newest)).toEqual(Array.from({ length: 50 }, (_, i) => 56 - i));
    const [, next = ""] = /rel="next" href="([^"]+)"/.exec(newest) ?? [];
    const rest = await ann.page(next.replaceAll("&amp;", "&"));
    expect(seqsIn(rest)).toEqual([6, 5, 4, 3, 2]);
    expect(rest).not.toContain('rel="next"');
    expect(await ann.page(`${path}?q=nowhere`)).toContain("Nothing found.");
    const short = await ann.get(`${path}?q=x`);
    expect(short.status).toBe(422);
    const refused = await short.text();
    expect(refused).toMatch(/name="q"[^>]* value="x"[^>]*aria-invalid="true"/);
    expect(refused).toContain("Please write 2 to 100 characters");
    const many = () => Promise.all(Array.from({ length: 40 }, () => ann.get(`${path}?q=hay`)));
    const refusals = async () => (await many()).filter(({ status }) => status === 429);
    await expect.poll(async () => (await refusals()).length).toBeGreaterThan(0);
    const stranger = await strict.visitor();
    expect((await stranger.get(`${path}?q=hay`)).status).toBe(403);
    expect((await ann.json("GET", path)).status).toBe(422);
  });

  test("leads to the first message of a day, which programs get by a time too", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open();
    const a = await ann.enter(_id);
    const sent: Chat[] = [];
    for (let i = 0; i < 70; i++) sent.push(await a.call("chat", { chat: `number ${i}` }));
    const { createdAt } = sent[30]!;
    const first = sent.find((chat) => chat.createdAt >= createdAt)!;
    const { chats, more } = await a.call("history", { since: createdAt, limit: 3 });
    expect([chats.map(({ seq }: Chat) => seq), more]).toEqual([[0, 1, 2].map((i) => first.seq + i), true]);
    const { body } = await ann.json("GET", `/room/${_id}/chats?since=${createdAt}`);
    expect(body.chats[0].seq).toBe(first.seq);
    for (const since of ["2020-02-02", "2020-02-02T10:00:00+09:00"])
      expect((await a.call("history", { since })).chats[0].seq).toBe(1);
    expect(await a.call("history", { since: "2999-01-01" })).toEqual({ chats: [], more: false });
    for (const since of ["yesterday", "2020-02-31", 5, ""])
      expect(await a.refusal("history", { since })).toBe("BAD_INPUT");
    expect(await a.refusal("history", { since: createdAt, before: 5 })).toBe("BAD_INPUT");
    const answer = await ann.get(`/room/${_id}?since=2020-02-02`);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/room/${_id}?at=1#chat-1`]);
    const watched = await ann.get(`/room/${_id}?spectate=on&since=2020-02-02`);
    expect(watched.headers.get("location")).toBe(`/room/${_id}?spectate=on&at=1#chat-1`);
    expect((await ann.get(`/room/${_id}?since=`)).status).toBe(200);
  });
});
