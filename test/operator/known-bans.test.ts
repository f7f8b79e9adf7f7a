import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import type { Models } from "../../src/db/index.js";
import type { SiteBanRecord } from "../../src/db/models/site/site-ban.js";
import { createAddressHash } from "../../src/lib/address-hash.js";
import { BackgroundJobs } from "../../src/lib/background-jobs.js";
import { ReportActs } from "../../src/services/operator/acts/report-acts.js";
import { KnownBans } from "../../src/services/operator/known-bans.js";
import { SiteBans } from "../../src/services/operator/site-bans.js";
import { SiteRulesStore } from "../../src/services/operator/site-rules-store.js";
import { type DomainEvents, type Hint, noOtherInstances } from "../../src/services/ports.js";
import { createAddressKeys } from "../../src/services/quotas/address-keys.js";
import { ReportCopies } from "../../src/services/reports/report-copies.js";

const addressKeys = createAddressKeys(createAddressHash("a secret of many characters"), true);
const until = new Date(Date.now() + 3_600_000);
const lean = <T>(value: T) => ({ lean: async () => value });

test("a ban holds the visitors and the address it names, in its room and those that follow", () => {
  const from = addressKeys("2001:db8:7:1::1");
  const at = new Date(1000);
  const raid = { _id: "raid", visitors: ["a", "b"], from: [], at, until };
  const here = { _id: "here", visitor: "c", from: [...from], room: "R", nextRooms: ["N"], at, until };
  const known = new KnownBans([raid, here, { ...raid, _id: "over", visitors: ["d"], until: at }]);
  const banned = (id: string, room?: string, address = "10.0.0.1", since = 2000) =>
    known.until({ id, since, keys: addressKeys(address) }, room) !== undefined;
  expect(["a", "b", "c", "d", "e"].map((id) => banned(id))).toEqual([true, true, false, false, false]);
  expect(["R", "N", "M"].map((room) => banned("c", room))).toEqual([true, true, false]);
  expect(banned("e", "R", "2001:db8:7:1::2")).toBe(true);
  expect(banned("e", "R", "2001:db8:7:1::2", 500)).toBe(false);
  // A neighbour of the same /48, whose wider key is in the record.
  expect(from).toHaveLength(2);
  expect(banned("e", "R", "2001:db8:7:2::1")).toBe(false);
});

test("a report of a room names the /64 of its opener, not the /48", async () => {
  const openedFrom = addressKeys("2001:db8:7:1::1");
  const room = { _id: "R", title: "A room", owner: { id: "a", color: "#000", name: "" }, members: [] };
  const models = { rooms: { findById: () => lean({ ...room, openedFrom }) } } as unknown as Models;
  const { copy } = await new ReportCopies({ models, files: {} as never }).ofRoom("R", { withChats: false });
  expect(copy.author?.from).toEqual([openedFrom[0]]);
});

test("neither the address of the operator is banned nor that of all whose address is unknown", async () => {
  const asked: { from: string[] }[] = [];
  const from = ["10.0.0.1", "10.0.0.2", "unknown"].map((address) => addressKeys(address)[0]!);
  const runner = { assertOperator: () => {}, run: (...args: unknown[]) => (args[3] as () => unknown)() };
  const reports = { get: async () => ({ id: "r", room: "R", author: { id: "a", from } }) };
  const bans = { ban: async (ban: { from: string[] }) => String(asked.push(ban)) };
  const none = {} as never;
  const acts = new ReportActs(runner as never, reports as never, none, none, none, bans, none, addressKeys);
  const input = { where: "everywhere", hours: 1 };
  expect(await acts.ban({ address: "10.0.0.1" }, "r", input)).toMatchObject({ isAddressSpared: true });
  expect(asked[0]!.from).toEqual([from[1]]);
});

/** A store in memory, whose next calls of a name fail. */
function prepare() {
  const failing: string[] = [];
  const bans = new Map<string, SiteBanRecord>();
  const expelled: string[] = [];
  const hints: Hint[] = [];
  let rev = 0;
  const run = <T>(name: string, work: () => T): Promise<T> => {
    const at = failing.indexOf(name);
    if (at < 0) return Promise.resolve(work());
    failing.splice(at, 1);
    return Promise.reject(new Error(`no ${name}`));
  };
  const siteBans = {
    create: (ban: SiteBanRecord) => run("create", () => bans.set(ban._id, ban)),
    deleteOne: ({ _id }: { _id: string }) => run("delete", () => ({ deletedCount: +bans.delete(_id) })),
    find: () => ({
      lean: () => run("find", () => [...bans.values()].filter((ban) => ban.until.getTime() > Date.now())),
    }),
  };
  const siteStates = {
    findById: () => ({ lean: () => run("read", () => ({ _id: "site", rev })) }),
    updateOne: () => run("count", () => void rev++),
  };
  const rooms = { find: () => lean([{ _id: "R" }]), updateMany: async () => ({}) };
  const models = { siteBans, siteStates, rooms } as unknown as Models;
  const events: DomainEvents = new EventEmitter();
  const bus = { ...noOtherInstances, publish: (hint: Hint) => void hints.push(hint) };
  const rules = new SiteRulesStore(models, bus, events);
  const background = new BackgroundJobs(
    () => {},
    () => true,
  );
  const broadcaster = { bannedFromSite: () => {} };
  const expel = async (_room: string, visitor: string) => void expelled.push(visitor);
  const seats = { expel, isSeated: () => true };
  const context = { models, siteRules: rules, events, background, broadcaster, addressKeys };
  const site = new SiteBans(context, seats);
  const isBanned = (id: string) => rules.bannedUntil({ id, since: 0, keys: [] }) !== undefined;
  return { failing, expelled, hints, rules, site, isBanned, bans };
}

test("a ban that an outage interrupts takes effect once it is over, and seats are taken then", {
  tags: ["thorough"],
}, async () => {
  const interrupted = async (name: string) => {
    const { failing, expelled, hints, site, isBanned } = prepare();
    failing.push(name);
    await expect(site.ban({ visitor: "a", from: [], until })).rejects.toThrow(`no ${name}`);
    expect([isBanned("a"), expelled, hints.length]).toEqual([false, [], name === "count" ? 0 : 1]);
    await expect.poll(() => [isBanned("a"), expelled, hints.length > 0]).toEqual([true, ["a"], true]);
  };
  await Promise.all(["count", "read", "find"].map(interrupted));
});

test("an instance that could not read a ban when told finds it at the next look, which reads no bans again", async () => {
  const { failing, expelled, rules, site, isBanned, bans } = prepare();
  await rules.load();
  await site.ban({ visitor: "a", from: [], until });
  expect(expelled).toEqual(["a"]);
  failing.push("find", "find");
  await rules.load();
  expect(failing).toEqual(["find", "find"]);
  failing.length = 0;
  const [id] = bans.keys();
  await site.ban({ visitor: "b", from: [], until: new Date(Date.now() + 20) });
  const known = () => rules.load().then(() => rules.bans.map(({ visitor }) => visitor));
  await expect.poll(known).toEqual(["a"]);
  failing.push("read");
  await expect(site.lift(id)).rejects.toThrow("no read");
  expect(isBanned("a")).toBe(true);
  await expect(site.lift(id)).rejects.toThrow("NOT_FOUND");
  expect(isBanned("a")).toBe(false);
});
