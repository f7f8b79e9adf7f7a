import nunjucks from "nunjucks";
import { describe, expect, it } from "vitest";
import type { SeatedMember } from "../../src/shared/events.js";
import { translator } from "../../src/shared/i18n/index.js";
import { toRoleLines } from "../../src/shared/render/role-lines.js";
import { type Roles, roleOf, toMemberTools } from "../../src/shared/render/roles.js";
import { configureViews } from "../../src/shared/render/template-helpers.js";

const roles: Roles = { opener: "ann", hosts: ["ann", "bob", "carl"], acting: undefined };
const hostless: Roles = { opener: "ann", hosts: ["ann"], acting: "dora" };

const env = configureViews(
  new nunjucks.Environment(new nunjucks.FileSystemLoader("views"), {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  }),
  translator,
);
const draw = (member: SeatedMember, me = "eve", drawn = roles): string =>
  env.render("partials/member.njk", { member, me: { id: me }, roles: drawn, roomId: "r", lang: "en" });
const member = (id: string, name = id): SeatedMember => ({ id, color: "#4fa3c1", name });

describe("roles", () => {
  it("are those of the opener, the hosts and the acting host", () => {
    expect(["ann", "bob", "dora"].map((id) => roleOf(roles, id))).toEqual(["opener", "host", undefined]);
    expect(["ann", "bob", "dora"].map((id) => roleOf(hostless, id))).toEqual(["opener", undefined, "acting"]);
  });

  it.each([
    ["ann", { ann: "", bob: "kick demote", dora: "kick makeHost" }],
    ["bob", { ann: "", bob: "", carl: "", dora: "kick makeHost" }],
    ["dora", { ann: "", bob: "", eve: "" }],
  ])("offer %s what the service would not refuse", (visitor, expected: Record<string, string>) => {
    for (const [id, names] of Object.entries(expected)) {
      const offered = Object.entries(toMemberTools(roles, visitor, id)).filter(([, isOffered]) => isOffered);
      expect([id, offered.map(([name]) => name).join(" ")]).toEqual([id, names]);
    }
  });

  it("let an acting host send out members alone", () => {
    expect(toMemberTools(hostless, "dora", "eve")).toEqual({ kick: true, makeHost: false, demote: false });
    expect(toMemberTools(hostless, "dora", "ann").kick).toBe(false);
  });
});

describe("a row of the list of people", () => {
  it("has a mark for a role, which no name can draw", () => {
    for (const [id, role] of [
      ["ann", "Opened the room"],
      ["bob", "Host"],
    ] as const) {
      const html = draw(member(id));
      expect(html).toMatch(new RegExp(`<svg class="chip[^>]*>.*</svg><span class="role-mark"[^>]*${role}`));
      expect(html).toContain(`<span class="note">${role}</span>`);
    }
    const evil = draw(member("eve", `<span class="role-mark">Host`), "ann");
    expect(evil).not.toContain(`<span class="role-mark"`);
    expect(evil).not.toContain(`class="note"`);
  });

  it("says who is away, and who one is oneself", () => {
    expect(draw({ ...member("bob"), away: true })).toContain(`<span class="note">Host · away</span>`);
    expect(draw({ ...member("eve"), away: true }, "bob")).toContain(`<span class="note">away</span>`);
    expect(draw(member("ann"), "ann")).toContain(`<span class="note">Opened the room · you</span>`);
    expect(draw(member("eve"), "eve")).toContain(`<span class="note">you</span>`);
  });
});

describe("a change of roles", () => {
  const names: Record<string, string> = { ann: "Ann", bob: "Bob", carl: "Carl", dora: "Dora" };
  const lines = (before: Roles, after: Roles, me = "eve") =>
    toRoleLines(before, after, { me, nameOf: (id) => names[id] }, translator("en"));
  const alone: Roles = { opener: "ann", hosts: ["ann"] };

  it("is told by name, and to whom it is about", () => {
    expect(lines(alone, roles)).toEqual(["Bob is a host now", "Carl is a host now"]);
    expect(lines(roles, alone, "bob")).toEqual(["You are no longer a host", "Carl is no longer a host"]);
    expect(lines(alone, { ...alone, hosts: ["ann", "nobody"] })).toEqual([]);
  });

  it("is told when no host is here, and when one is back", () => {
    const told = "No host is here: Dora looks after the room until one is back";
    expect(lines(alone, hostless)).toEqual([told]);
    expect(lines(alone, hostless, "dora")[0]).toContain("you look after the room");
    expect(lines({ ...hostless, acting: "bob" }, hostless)).toEqual([told]);
    expect(lines(hostless, alone)).toEqual(["A host is back"]);
    expect(lines(hostless, alone, "ann")).toEqual([]);
  });

  it("says nothing of a return if the acting host was made a host", () => {
    const made = { ...alone, hosts: ["ann", "dora"] };
    expect(lines(hostless, { ...made, acting: "dora" })).toEqual(["Dora is a host now"]);
    expect(lines({ ...made, acting: "dora" }, made)).toEqual([]);
  });
});
