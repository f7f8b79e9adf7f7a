import { expect, test } from "vitest";
import { at, useInstances } from "../support/instances.js";
import { endIn } from "../support/rooms.js";
import { useOperator } from "../support/site-rules.js";

const OPERATOR_TOKEN = "the operator's token, long enough for anybody";
const instances = useInstances(2, { OPERATOR_TOKEN, EMPTY_ROOM_GRACE_MS: "60000" });
const owner = useOperator(instances);
const CLOSED = /No rooms are opened at the moment\. Try again in \u2068?(?:[56]\d minutes|1 hour)/;

test("while openings are closed nobody but the operator opens a room, by whatever way, and all else goes on", async () => {
  const [first, second] = instances.servers;
  const [ann, bob] = [await first!.visitor(), await second!.visitor()];
  const room = await ann.open({ title: "From before", lifetime: "1h" });
  const inside = await bob.enter(room._id);
  await endIn(instances.uri, room._id, 240_000);
  expect(await bob.page("/room")).toContain('action="/room"');

  await owner.switches.set("openings", true);
  await expect.poll(() => bob.page("/room"), { timeout: 10_000 }).toMatch(CLOSED);
  await expect.poll(() => ann.page("/"), { timeout: 10_000 }).toMatch(CLOSED);
  for (const path of ["/", "/room"]) {
    const page = await bob.page(path);
    expect(page).toContain("data-openings-closed");
    expect(page).not.toContain('action="/room"');
    expect(page).not.toContain("whoever runs it");
  }
  const korean = await bob.get("/room", { "accept-language": "ko" });
  expect(await korean.text()).toContain("지금은 방을 열 수 없어요.");

  const refused = await bob.json("POST", "/room", { title: "Mine" });
  expect([refused.status, refused.body.error.code]).toEqual([403, "OPENINGS_CLOSED"]);
  expect(refused.body.error.message).toMatch(CLOSED);
  expect(refused.body.error.retryAfter).toBeGreaterThan(3000);
  expect(refused.body.error.retryAfter).toBeLessThanOrEqual(3600);
  const form = await bob.form("/room", { title: "Typed already" });
  const shown = await form.text();
  expect([form.status, shown]).toEqual([403, expect.stringMatching(CLOSED)]);
  expect(shown).toContain('value="Typed already"');
  expect((await bob.json("POST", `/room/${room._id}/next`)).body.error.code).toBe("OPENINGS_CLOSED");
  const answer = await inside.ask("next", {});
  expect(answer).toMatchObject({ ok: false, error: { code: "OPENINGS_CLOSED" } });
  expect((answer as { error: { message: string } }).error.message).toMatch(CLOSED);
  expect(await inside.call("chat", { chat: "still talking" })).toMatchObject({ chat: "still talking" });
  expect((await (await second!.visitor()).get(`/room/${room._id}`)).status).toBe(200);

  await ann.json("POST", "/operator/enter", { token: OPERATOR_TOKEN });
  const atSecond = at(second!, ann);
  expect(await atSecond.page("/room")).toContain('action="/room"');
  expect((await atSecond.json("POST", "/room", { title: "The operator's" })).status).toBe(201);
  const operator = await atSecond.enter(room._id);
  expect(await operator.call("next", {})).toMatchObject({ title: "From before" });

  await owner.switches.set("openings", false);
  await expect.poll(() => bob.page("/room"), { timeout: 10_000 }).toContain('action="/room"');
  expect((await bob.json("POST", "/room", { title: "Mine" })).status).toBe(201);
});
