import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { OPERATOR_TOKEN, operatorAt } from "../support/operator.js";
import { useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const server = useServer({ OPERATOR_TOKEN, EMPTY_ROOM_GRACE_MS: "300000" });
const HASH = "0".repeat(64);

const protocol = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
const table = protocol.split("| as the operator |")[1]!.split("\n\n")[0]!;
const fieldsOf: Record<string, Record<string, string>> = {
  ban: { where: "everywhere", hours: "24" },
  switch: { name: "openings", on: "on" },
  announce: { text: "Hello", hours: "1" },
};

/** As docs/protocol.md lists them. */
function routes(room: string): { method: string; path: string; fields: Record<string, string> }[] {
  const listed = [...table.matchAll(/`(GET|POST) (\/operator[^`]*)`/g)];
  return listed.map(([, method, template]) => ({
    method: method!,
    path: template!.replace(":id", room).replace(":hash", HASH).replace(/:\w+/g, "x"),
    fields: fieldsOf[template!.split("/").at(-1)!] ?? {},
  }));
}

test("nobody without the pass gets anywhere or changes anything, and no answer is kept", async () => {
  const ann = await server.visitor();
  const room = await ann.open();
  const left = await operatorAt(server);
  expect(routes(room._id)).toHaveLength(25);
  const before = (await left.json("GET", "/operator/log")).body.acts.length;
  await left.form("/operator/leave", {});
  for (const who of [new Visitor(server.url), ann, left]) {
    for (const { method, path, fields } of [
      ...routes(room._id),
      { method: "GET", path: "/operator/x", fields: {} },
    ]) {
      const asked = `${method} ${path}`;
      const { status, body } = await who.json(method, path, method === "POST" ? fields : undefined);
      expect([asked, status, body.error.code]).toEqual([asked, 403, "NOT_ALLOWED"]);
      const page = method === "GET" ? await who.get(path) : await who.form(path, fields);
      expect([asked, page.status]).toEqual([asked, 403]);
      expect(page.headers.get("cache-control")).toContain("no-store");
      expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      const html = await page.text();
      if (method === "GET") expect(html).toContain('name="token"');
    }
  }
  expect((await ann.json("GET", `/room/${room._id}`)).status).toBe(200);
  expect((await ann.open()).title).toBe("A room");
  const operator = await operatorAt(server);
  const { acts } = (await operator.json("GET", "/operator/log")).body;
  expect(acts.length).toBe(before + 1);
  expect((await operator.json("GET", "/operator")).body).toMatchObject({ reports: 0, switches: {} });
});

test("who was signed out meanwhile signs in again from the refused act, and is led back with what was typed", async () => {
  const operator = await operatorAt(server);
  const leave = async () => {
    expect((await operator.form("/operator/leave", {})).status).toBe(303);
  };
  const hereIn = (html: string) => /name="here" value="([^"]*)"/.exec(html)?.[1];
  const refused = async (path: string, fields = {}) => (await operator.form(path, fields)).text();
  await leave();
  for (const [asked, page] of [
    ["/operator/reports/x/block", "/operator/reports/x"],
    ["/operator/rooms/x/end", "/operator/rooms"],
    ["/operator/unreadable/remove", "/operator/reports"],
    ["/operator/raid", "/operator/raid"],
    ["/operator/switch", "/operator"],
  ] as const) {
    const html = await refused(asked, { here: "https://evil.example/operator" });
    expect([asked, html.includes("You were signed out"), hereIn(html)]).toEqual([asked, true, page]);
  }
  const sorted = "/operator/rooms?sort=new";
  expect(hereIn(await refused("/operator/rooms/x/end", { here: sorted }))).toBe(sorted);
  expect(await operator.page("/operator")).not.toContain("You were signed out");
  const url = "/operator/reports/x?lang=ko";
  expect(hereIn(await operator.page(url))).toBe(url);

  const typed = `Back "soon" <b>`;
  const kept = "Back &quot;soon&quot; &lt;b&gt;</textarea>";
  expect(await refused("/operator/announce", { text: typed, hours: "1" })).toContain(kept);
  const wrong = await operator.form("/operator/enter", {
    token: "no",
    here: "/operator",
    announcement: typed,
  });
  expect(await wrong.text()).toContain(kept);
  for (const [here, location] of [
    [url, url],
    ["//evil.example", "/operator"],
    ["/room", "/operator"],
  ] as const) {
    const entered = await operator.form("/operator/enter", {
      token: OPERATOR_TOKEN,
      here,
      announcement: typed,
    });
    expect([entered.status, entered.headers.get("location")]).toEqual([303, location]);
  }
  expect(await operator.page("/operator")).toContain(kept);
  expect(await operator.page("/operator")).not.toContain("soon");
});

test("without a token, none of it is there", async () => {
  await server.restart({ OPERATOR_TOKEN: "" });
  const ann = await server.visitor();
  for (const { method, path, fields } of routes("x")) {
    const { status, body } = await ann.json(method, path, method === "POST" ? fields : undefined);
    expect([status, body.error.code]).toEqual([404, "NOT_FOUND"]);
  }
  await server.restart();
});

test("a form of another site, and input that nobody could mean, change nothing", async () => {
  const operator = await operatorAt(server);
  const room = await operator.open();
  const elsewhere = { origin: "https://evil.example" };
  for (const { method, path, fields } of routes(room._id)) {
    if (method === "POST") expect((await operator.form(path, fields, elsewhere)).status).toBe(403);
    else
      expect([path, (await operator.json(method, path)).status]).toEqual([
        path,
        /\/x/.test(path) ? 404 : 200,
      ]);
  }
  const wrong: [path: string, body: unknown, code: string][] = [
    ["/switch", {}, "BAD_INPUT"],
    ["/switch", { name: "all", on: true }, "BAD_INPUT"],
    ["/switch", { name: "openings", on: { $ne: 1 } }, "BAD_INPUT"],
    ["/switch", { name: ["openings"], on: "on" }, "BAD_INPUT"],
    ["/announce", { text: "x".repeat(501), hours: 1 }, "BAD_INPUT"],
    ["/announce", { text: " \n ", hours: 1 }, "BAD_INPUT"],
    ["/announce", { text: "Hello", hours: 2 }, "BAD_INPUT"],
    ["/announce", { text: { $gt: "" } }, "BAD_INPUT"],
    ["/rooms/nothing/end", {}, "ROOM_NOT_FOUND"],
    ["/rooms/%3Cb%3E/end", {}, "ROOM_NOT_FOUND"],
    ["/blocked/x/unblock", {}, "BAD_INPUT"],
    ["/bans/%24/lift", {}, "BAD_INPUT"],
    ["/reports/x/decide", {}, "NOT_FOUND"],
    ["/reports/x/decide-all", {}, "NOT_FOUND"],
    ["/reports/x/ban", { where: "here", hours: 1 }, "NOT_FOUND"],
  ];
  for (const [path, body, code] of wrong) {
    const answer = await operator.json("POST", `/operator${path}`, body);
    expect([path, body, answer.body.error?.code]).toEqual([path, body, code]);
  }
  const { acts } = (await operator.json("GET", "/operator/log")).body;
  expect(acts[0]).toMatchObject({ act: "enter" });
  expect((await operator.json("GET", `/room/${room._id}`)).status).toBe(200);
});
