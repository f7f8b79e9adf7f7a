import { expect, test } from "vitest";
import type { Client } from "../support/client.js";
import { useInstances } from "../support/instances.js";
import { useOperator } from "../support/site-rules.js";

const instances = useInstances(2, { EMPTY_ROOM_GRACE_MS: "60000" });
const operator = useOperator(instances);
const HOUR_MS = 3_600_000;

const none = { rooms: [], seated: [], previous: null, next: null, totals: { rooms: 0, people: 0 } };
/** What tells lobbies of a room. */
const ofRooms = ({ received }: Client) =>
  received.filter(({ event }) => ["newRoom", "updateRoom", "removeRoom"].includes(event));

test("while the list is hidden no page, search or event of the lobby has a room, and then it is back", async () => {
  const [first, second] = instances.servers;
  const [ann, bob] = [await first!.visitor(), await second!.visitor()];
  const room = await ann.open({ title: "Found by all" });
  const host = await ann.enter(room._id);
  const lobbies = [await ann.lobby(), await bob.lobby()];
  await expect.poll(() => bob.page("/"), { timeout: 10_000 }).toContain("Found by all");
  expect(await lobbies[1]!.next("news")).not.toHaveProperty("hidden");

  await operator.switches.set("lobby", true);
  for (const lobby of lobbies) {
    const news = await lobby.next("news", ({ hidden }) => hidden);
    expect(news).toMatchObject({ rooms: 0, people: 0, hidden: true });
    lobby.received.length = 0;
  }
  for (const path of ["/", "/?q=found", "/?sort=lively", "/?open=on", "/?before=1"]) {
    expect((await bob.json("GET", path)).body, path).toMatchObject(none);
    const page = await bob.page(path);
    expect(page).not.toContain("Found by all");
    expect(page).toMatch(/<p[^>]* data-list-hidden>.*The list of rooms is hidden for now\./);
    expect(page).toMatch(/<section[^>]* data-list hidden>/);
  }
  const other = await bob.open({ title: "Opened meanwhile" });
  expect(other.listed).toBe(true);
  await host.call("settings", { title: "Renamed" });
  await host.call("settings", { listed: false });
  await host.call("settings", { listed: true });
  const third = await ann.open({ title: "Short" });
  await ann.json("DELETE", `/room/${third._id}`);
  const guest = await bob.enter(room._id);
  await host.next("join");
  await host.call("chat", { chat: "only here" });
  await guest.next("chat");
  for (const lobby of lobbies) {
    await lobby.next("news");
    expect(ofRooms(lobby)).toEqual([]);
  }

  await operator.switches.set("lobby", false);
  for (const lobby of lobbies) {
    const news = await lobby.next("news", ({ hidden }) => !hidden);
    expect(news.rooms).toBeGreaterThan(0);
  }
  const { body } = await bob.json("GET", "/");
  const titles = body.rooms.map(({ title }: { title: string }) => title);
  expect(titles).toEqual(expect.arrayContaining(["Renamed", "Opened meanwhile"]));
  await host.call("settings", { title: "Told again" });
  for (const lobby of lobbies) await lobby.next("updateRoom", ({ title }) => title === "Told again");
});

test("an announcement reaches everybody at once, who comes later too, and is on each page until it is taken back", async () => {
  const [first, second] = instances.servers;
  const [ann, bob] = [await first!.visitor(), await second!.visitor()];
  const room = await ann.open({ title: "A room" });
  const here = [await ann.enter(room._id), await ann.lobby(), await bob.watch(room._id), await bob.lobby()];
  const text = "Back at 5 <b>sharp</b>:\n\nhttps://example.org";
  await operator.switches.announce({ text: `  ${text.replaceAll("\n", "  \r\n\r\n")}\n`, hours: "24" });
  for (const client of here) {
    const told = await client.next("announce");
    expect(told.text).toBe(text);
    expect(Date.parse(told.until) - Date.parse(told.at)).toBe(24 * HOUR_MS);
  }
  const late = await (await second!.visitor()).enter(room._id);
  expect((await late.next("announce")).text).toBe(text);
  expect((await (await (await first!.visitor()).lobby()).next("announce")).text).toBe(text);
  for (const path of [
    "/",
    "/room",
    `/room/${room._id}`,
    `/room/${room._id}?spectate=on`,
    "/privacy",
    "/nowhere",
  ]) {
    const page = await ann.page(path);
    expect(page, path).toContain("<bdi>Back at 5 &lt;b&gt;sharp&lt;/b&gt;:\n\nhttps://example.org</bdi>");
    expect(page.match(/data-announcements/g), path).toHaveLength(1);
  }
  const korean = await ann.get("/", { "accept-language": "ko" });
  expect(await korean.text()).toContain("사이트 운영자의 알림");

  await operator.switches.announce({ text: "Another" });
  for (const client of here) await client.next("announce", (told) => told.text === "Another");
  for (const wrong of [
    { text: "x".repeat(501) },
    { text: 5 },
    {},
    { text: "x", hours: 2 },
    { text: "\u2800 \u0301" },
  ])
    await expect(operator.switches.announce(wrong)).rejects.toThrow("BAD_INPUT");
  expect(await ann.page("/")).toContain("<bdi>Another</bdi>");

  await operator.switches.announce({ text: "" });
  for (const client of here) await client.next("announce", (told) => told.text === "");
  for (const client of here) expect(client.has("announce")).toBe(false);
  expect(await bob.page("/")).not.toContain("data-announcement");
});

test("each switch is on for an hour or off, and is shown so", async () => {
  const { switches } = operator;
  for (const name of ["openings", "lobby", "proof"] as const) await switches.set(name, true);
  await switches.announce({ text: "Said", hours: 1 });
  const view = switches.view();
  for (const until of [
    view.openingsClosedUntil,
    view.lobbyHiddenUntil,
    view.proofUntil,
    view.announcement?.until,
  ]) {
    const left = Date.parse(until!) - Date.now();
    expect(left).toBeGreaterThan(HOUR_MS / 2);
    expect(left).toBeLessThanOrEqual(HOUR_MS);
  }
  expect(view.announcement?.text).toBe("Said");
  for (const name of ["openings", "lobby", "proof"] as const) await switches.set(name, false);
  await switches.announce({ text: "" });
  expect(switches.view()).toEqual({});
});
