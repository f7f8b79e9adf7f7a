import { describe, expect, test } from "vitest";
import { type Language, languages } from "../../src/shared/i18n/languages.js";
import { htmlFaults } from "../browser/quality/html.js";
import { renderShown } from "./render-shown.js";
import { HOSTILE, hostile, message, picture, shown } from "./shown-pages.js";

const page = (name: string, state: string, context: object = {}): string => {
  const [, , props] = shown.find((one) => one[0] === state && one[1] === name)!;
  return renderShown(name, props, context);
};

const ofBothDirections: Language[] = ["en", "ar"];
const others = languages.filter((lang) => !ofBothDirections.includes(lang));

describe.each(ofBothDirections)("the operator's pages in %s", arePages);
describe.each(others)("the operator's pages in %s", { tags: ["thorough"] }, arePages);

function arePages(lang: Language): void {
  test.each(shown)(
    "%s %s: sound HTML, and nothing in it acts that somebody wrote",
    async (_, name, props) => {
      const html = renderShown(name, props, { lang });
      expect(await htmlFaults(html, "server")).toEqual([]);
      const tags = html.replaceAll(/"[^"]*"/g, '""');
      expect(tags).not.toMatch(/<script>|<img src=x|<[^>]*\son\w+=|<[^>]*\sstyle=/);
      expect(html).not.toMatch(/undefined|\[object|"operator\.[a-z]/);
      expect(html.match(/<script /g)).toHaveLength(2);
      const forms = [...html.matchAll(/<form[^>]*>/g)].map(([form]) => form);
      for (const form of forms) expect(form).toMatch(/ method="post" action="\/[a-z]/);
    },
  );
}

test("what was written stands in a box of its own direction, whole and as it was written", () => {
  const html = page("operator/report", "hostile");
  const escaped = HOSTILE.replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
  expect(html).toContain(`<p class="as-written" dir="auto">${escaped}</p>`);
  expect(html).toContain(`<h1 dir="auto">${escaped}</h1>`);
  expect(hostile.author?.name).toBe(HOSTILE);
  // In a sentence, its turned directions end with it.
  const [, title] = /<title>([^<]*)<\/title>/.exec(page("operator/rooms", "full")) ?? [];
  expect(title).toBe("Rooms · gif-chat");
  expect(html).toMatch(/\u2068&lt;script&gt;[^<\u202e]*\u2069 is sent out at once/);
});

test("pictures are covered until somebody asks for them", () => {
  for (const [name, state] of [
    ["operator/reports", "full"],
    ["operator/report", "picture"],
  ] as const) {
    const figures = page(name, state).match(/<figure[\s\S]*?<\/figure>/g)!;
    expect(figures.length).toBeGreaterThan(0);
    for (const figure of figures)
      expect(figure).toMatch(/class="veil"[\s\S]*<img [^>]*loading="lazy"[\s\S]*<input type="checkbox">/);
    const outside = page(name, state).replaceAll(/<figure[\s\S]*?<\/figure>/g, "");
    expect(outside).not.toContain("<img");
  }
});

test("a report offers the acts that can be done, and every one asks first", () => {
  const acts = (html: string) =>
    [
      ...html
        .slice(html.indexOf('aria-labelledby="acts"'))
        .matchAll(/<details class="sure" name="act">[\s\S]*?action="([^"]+)"[\s\S]*?<\/details>/g),
    ].map(([, action]) => action!.split("/").pop());
  expect(acts(page("operator/report", "picture"))).toEqual(["remove", "block", "end", "ban", "decide"]);
  expect(acts(page("operator/report", "message"))).toEqual(["remove", "end", "ban", "decide"]);
  expect(page("operator/report", "room").match(/name="author" value="\w+"/g)).toEqual([
    'name="author" value="eve"',
  ]);
  expect(page("operator/report", "message").match(/name="author" value="\w+"/g)).toEqual(
    ["ann", "bob", "ann"].map((who) => `name="author" value="${who}"`),
  );
  expect(page("operator/report", "picture").match(/remove-alike"/g)).toHaveLength(3);
  const gone = page("operator/report", "room");
  expect(acts(gone)).toEqual(["ban", "decide-all", "decide"]);
  expect(gone).toContain("Delete all 24 reports from the same address");
  expect(gone).toMatch(/value="here" disabled/);
  expect(gone).toMatch(/As it was when it was reported again:[\s\S]*Pay &lt;script[\s\S]*said-line/);
  expect(gone).toMatch(/value="everywhere" checked/);
  const props = { isStillThere: true, lookAlikes: [], blockedAlike: [] };
  const flat = { ...picture, picture: { ...picture.picture!, looks: undefined } };
  expect(page("operator/report", "picture")).toContain('name="alike"');
  expect(renderShown("operator/report", { ...props, report: flat })).not.toContain('name="alike"');
  const { author: _, ...anonymous } = message;
  expect(acts(renderShown("operator/report", { ...props, report: anonymous }))).toEqual(["remove", "decide"]);
  for (const [, name, shownProps] of shown) {
    const html = renderShown(name, shownProps);
    const inQuestions = html.match(/<details class="sure[\s\S]*?<\/details>/g)?.join("") ?? "";
    const dangers = (text: string) => text.match(/<button class="button danger/g)?.length ?? 0;
    expect(dangers(inQuestions), name).toBe(dangers(html));
  }
});

test("each switch says its state, and becomes the other one", () => {
  const [quiet, attacked] = [page("operator/home", "quiet"), page("operator/home", "attacked")];
  const turnsOn = (html: string) =>
    [...html.matchAll(/name="name" value="(\w+)">\s*(<input[^>]*name="on")?/g)].map(([, name, on]) => [
      name,
      Boolean(on),
    ]);
  expect(turnsOn(quiet)).toEqual([
    ["openings", true],
    ["lobby", true],
    ["proof", true],
  ]);
  expect(turnsOn(attacked)).toEqual([
    ["openings", false],
    ["lobby", true],
    ["proof", false],
  ]);
  expect(attacked).toMatch(/Opens again in \d+ minutes\./);
  expect(attacked).toContain("7 reports are waiting");
  expect(quiet).not.toContain("Take back");
  expect(page("operator/home", "quiet", { hasLobby: false })).not.toContain('value="lobby"');
});

test("a secret room that nobody reported has no title, and lists lead on and back", () => {
  const rooms = page("operator/rooms", "full", { here: "/operator/rooms?before=r9" });
  expect(rooms).toMatch(/Secret room<\/span> <code title="r3">r3/);
  expect(rooms).toContain('aria-label="End room: Secret room r3"');
  expect(rooms).toContain('href="/operator/rooms?sort=rate&amp;before=r4"');
  expect(rooms).toContain('<a class="button" href="/operator/rooms?sort=rate">Newest</a>');
  expect(page("operator/rooms", "empty")).not.toContain('class="pager"');
  expect(page("operator/log", "changed")).toContain("Entries were changed or are missing.");
  expect(page("operator/log", "full")).toContain("The log is complete.");
  const other = renderShown("operator/log", { acts: [], intact: true, unverified: 3 });
  expect(other).toContain("What can be checked is complete. 3 entries were made with another token");
  const raid = { groups: [{ key: "k", names: [], selected: false }], rooms: 0, visitors: 0 };
  expect(renderShown("operator/raid", raid)).toContain("Nobody among them looks like a raid");
  const report = { ...message, secret: true };
  const room = { people: 0, max: 4, ageSeconds: 10, isThere: true };
  const empty = { report, room, isStillThere: false, lookAlikes: [], blockedAlike: [] };
  expect(renderShown("operator/report", empty)).toContain("Nobody is in it.");
  expect(page("operator/bans", "full")).toMatch(/class="chip hue[\s\S]*spectate=on/);
});
