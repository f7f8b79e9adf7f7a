import { afterAll, beforeAll, expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { at, useInstances } from "../support/instances.js";
import { race, untilBothOccurred } from "../support/race.js";
import { OPERATOR_TOKEN, type OpenedReports, openReports } from "../support/reports.js";
import type { Visitor } from "../support/visitor.js";

const instances = useInstances(3, { EMPTY_ROOM_GRACE_MS: "300000", OPERATOR_TOKEN });
let site: OpenedReports;
beforeAll(async () => {
  site = await openReports(instances.uri);
});
afterAll(() => site.close());

let visitors: [Visitor, Visitor, Visitor];
beforeAll(async () => {
  const all = await Promise.all(instances.servers.map((one) => one.visitor()));
  visitors = all as typeof visitors;
});

/** An open room with a picture and a message. */
async function prepare() {
  const [ann, bob, carl] = visitors;
  const { _id: room } = await ann.open({ title: "Here" });
  await ann.page(`/room/${room}`);
  await ann.say(room, "before");
  const { seq } = await (await ann.upload(room, gif())).json();
  const message = await ann.say(room, "reported");
  const pathOf = (place: number) => `/room/${room}/chat/${place}`;
  return { ann, bob, carl, room, picture: pathOf(seq), chat: pathOf(message.seq) };
}

const report = async (who: Visitor, path: string) => {
  const { status, body } = await who.json("POST", `${path}/report`, { reason: "quick" });
  return status === 202 ? "reported" : body.error.code;
};

async function takeReports() {
  const { reports } = await site.reports.list();
  for (const { id } of reports) await site.reports.decide(id);
  return reports;
}

test("a message that is reported at two instances while a third ends its room is kept in full, or the refusal is clear", async () => {
  await untilBothOccurred(["gone", "kept"], { least: 2, most: 60 }, async (leadMs) => {
    const { ann, bob, carl, room, chat } = await prepare();
    const [ended, outcomes] = await race(
      leadMs,
      () => ann.json("DELETE", `/room/${room}`),
      () => Promise.all([report(bob, chat), report(carl, chat)]),
    );
    expect(ended.status).toBe(204);
    const kept = outcomes.filter((outcome) => outcome === "reported");
    for (const outcome of outcomes)
      expect(["reported", "ROOM_NOT_FOUND", "CHAT_NOT_FOUND"]).toContain(outcome);
    const found = await takeReports();
    expect(found.map(({ count }) => count)).toEqual(kept.length ? [kept.length] : []);
    for (const { text, title, context, reasons } of found) {
      expect([text, title]).toEqual(["reported", "Here"]);
      expect(context.map((one) => one.text ?? one.picture)).toEqual([...["before", true, "reported"]]);
      expect(reasons.map((one) => one.text)).toEqual(kept.map(() => "quick"));
    }
    return kept.length ? "kept" : "gone";
  });
});

test("a picture that is reported while another instance removes it is kept whole, without its file, or not at all", {
  tags: ["thorough"],
}, async () => {
  await untilBothOccurred(["gone", "kept"], { least: 2, most: 60 }, async (leadMs) => {
    const { ann, bob, picture } = await prepare();
    const there = at(instances.servers[2]!, ann);
    const [removed, outcome] = await race(
      leadMs,
      () => there.json("DELETE", picture),
      () => report(bob, picture),
    );
    expect(removed.status).toBe(200);
    const [found, ...others] = await takeReportsWithPictures();
    expect(others).toEqual([]);
    if (!found) {
      expect(outcome).toBe("CHAT_NOT_FOUND");
      return "gone";
    }
    expect([outcome, found.report.kind]).toEqual(["reported", "picture"]);
    expect(found.report.context).toHaveLength(3);
    expect(found.bytes?.equals(gif()) ?? "without").toBe(found.report.picture ? true : "without");
    return "kept";
  });
  expect(await site.models.reportPictures.countDocuments()).toBe(0);
});

async function takeReportsWithPictures() {
  const { reports } = await site.reports.list();
  const found = [];
  for (const report of reports) {
    const bytes = report.picture && (await site.reports.picture(report.id)).bytes;
    found.push({ report, bytes });
  }
  await takeReports();
  return found;
}
