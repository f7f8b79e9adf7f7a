import { describe, expect, test } from "vitest";
import { serve, useServer } from "../support/server.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

describe("floods", () => {
  test("a flood of events is refused, then cut off; others go on", async () => {
    const strict = await serve({ RATE_LIMITS: "on" });
    const [ann, bob] = [await strict.visitor(), await strict.visitor()];
    const { _id } = await ann.open();
    const [flood, calm] = [await ann.enter(_id), await bob.enter(_id)];
    const answers = Array.from({ length: 500 }, () => flood.refusal("history", { limit: 1 }));
    const codes = await Promise.all(answers);
    expect(codes.filter((code) => code === "nothing")).toHaveLength(300);
    expect(codes.filter((code) => code === "TOO_MANY_REQUESTS")).toHaveLength(200);
    for (let i = 0; i < 3000; i++) flood.socket.emit("typing");
    await flood.next("disconnect");
    expect((await calm.call("chat", { chat: "calm" })).chat).toBe("calm");
    calm.close();
    await strict.close();
  });

  test("the requests of one visitor count together, over all tabs and routes", async () => {
    const strict = await serve({ RATE_LIMITS: "on" });
    const ann = await strict.visitor();
    const { _id } = await ann.open();
    const tabs = [await ann.enter(_id), await ann.enter(_id)];
    const asked = await Promise.all(
      Array.from({ length: 400 }, (_, i) => tabs[i % 2]!.refusal("history", { limit: 1 })),
    );
    expect(asked.filter((code) => code === "nothing")).toHaveLength(300);
    const bob = await strict.visitor();
    const tab = await bob.enter(_id);
    const [said, posted] = await Promise.all([
      Promise.all(Array.from({ length: 40 }, () => tab.refusal("chat", { chat: "x" }))),
      Promise.all(
        Array.from(
          { length: 40 },
          async () => (await bob.json("POST", `/room/${_id}/chat`, { chat: "y" })).status,
        ),
      ),
    ]);
    const taken = [...said, ...posted].filter((answer) => answer === "nothing" || answer === 201);
    expect(taken).toHaveLength(60);
    const refused = [...said, ...posted].filter((answer) => answer === "TOO_MANY_REQUESTS" || answer === 429);
    expect(refused).toHaveLength(20);
    for (const one of [...tabs, tab]) one.close();
    await strict.close();
  });

  test("edits count as messages do, and changes of name, which every room of the visitor gets, by themselves", {
    tags: ["thorough"],
  }, async () => {
    const strict = await serve({ RATE_LIMITS: "on" });
    const ann = await strict.visitor();
    const { _id } = await ann.open();
    const tab = await ann.enter(_id);
    const { seq } = await tab.call("chat", { chat: "x" });
    const answers = (times: number, ask: (i: number) => Promise<unknown>) =>
      Promise.all(Array.from({ length: times }, (_, i) => ask(i)));
    const searches = await answers(40, () => tab.refusal("search", { q: "xx" }));
    expect(searches.filter((code) => code === "TOO_MANY_REQUESTS")).toHaveLength(10);
    const edits = await answers(80, (i) => tab.refusal("editChat", { seq, chat: `edit ${i}` }));
    expect(edits.filter((code) => code === "nothing")).toHaveLength(59);
    const byForm = async (name: string) => (await ann.json("POST", "/nickname", { name })).status;
    const [said, posted] = await Promise.all([
      answers(20, (i) => tab.refusal("nickname", { name: `said ${i}` })),
      answers(20, (i) => byForm(`posted ${i}`)),
    ]);
    expect([...said, ...posted].filter((answer) => answer === "nothing" || answer === 200)).toHaveLength(20);
    tab.close();
    await strict.close();
  });

  test("an oversized payload ends the connection, or is refused", async () => {
    const ann = await server.visitor();
    const { _id: id } = await ann.open();
    const socket = await ann.enter(id);
    socket.socket.emit("chat", { chat: "x".repeat(200_000) });
    await socket.next("disconnect");
    expect((await ann.json("POST", `/room/${id}/chat`, { chat: "x".repeat(200_000) })).status).toBe(413);
    expect((await ann.form(`/room/${id}/chat`, { chat: "x".repeat(200_000) })).status).toBe(303);
  });
});
