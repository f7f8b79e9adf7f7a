import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SharedSecret } from "../../src/lib/shared-secret.js";
import { useBrowser } from "../browser/support.js";
import { matchesIn } from "../support/disk.js";
import { gif } from "../support/gif.js";
import { OPERATOR_TOKEN, operatorAt } from "../support/operator.js";
import { solve } from "../support/proof.js";
import { serve, type TestServer, useServer } from "../support/server.js";
import { ServerProcess } from "../support/server-process.js";
import { cookieOf, sidOf } from "../support/session.js";
import { Visitor } from "../support/visitor.js";

const server = useServer({ OPERATOR_TOKEN, EMPTY_ROOM_GRACE_MS: "300000" });
const { person } = useBrowser();

const source = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../../src/${file}`, import.meta.url)), "utf8");

/** As the source has them, so that none is forgotten: something stands for each parameter. */
const acts: string[] = readdirSync(fileURLToPath(new URL("../../src/http/site/operator", import.meta.url)))
  .map((file) => source(path.posix.join("http/site/operator", file)))
  .flatMap((text) => [...text.matchAll(/router\.post\((?:"([^"]+)"|PAGE)/g)].map(([, found]) => found))
  .map((found = "/operator/raid") => found.replaceAll(/:\w+/g, "x"));

/** How requests of a page of another site look, from browsers of today and of some years ago. */
const browser = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140" };
const elsewhere: Record<string, string>[] = [
  browser,
  { ...browser, "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site", origin: "http://other.127.0.0.1" },
  { origin: "null" },
  { origin: "null", "sec-fetch-site": "same-origin" },
  { origin: "https://evil.example" },
  { origin: "http://127.0.0.1:1" },
  { referer: "https://evil.example/operator" },
];
const fields = {
  ...{ name: "openings", on: "on", text: "Hello", hours: "1", where: "everywhere" },
  ...{ address: "A".repeat(22), token: OPERATOR_TOKEN },
};

const logOf = async (operator: Visitor) => (await operator.json("GET", "/operator/log")).body.acts;

test("no other site's form acts as the operator, and no link does", async () => {
  const operator = await operatorAt(server);
  expect(acts.length).toBeGreaterThan(12);
  const before = await logOf(operator);
  for (const act of acts) {
    const answers = await Promise.all(elsewhere.map((headers) => operator.form(act, fields, headers)));
    expect([act, answers.map(({ status }) => status)]).toEqual([act, elsewhere.map(() => 403)]);
    for (const method of ["GET", "HEAD"]) {
      const { status } = await operator.request(method, `${act}?${new URLSearchParams(fields)}`);
      // The raid has a page at the same address, which reads no query.
      expect([method, act, status === 200]).toEqual([method, act, act === "/operator/raid"]);
    }
  }
  expect(await logOf(operator)).toEqual(before);
  expect((await operator.json("GET", "/operator")).body.switches).toEqual({});
});

test("an act leads back to a page of the operator alone, whatever its form says", async () => {
  const operator = await operatorAt(server);
  const wanted = [
    "//evil.example",
    "https://evil.example/operator",
    "/\\evil.example",
    "/operator.evil",
    "/room",
  ];
  for (const here of [
    ...wanted,
    "/operator/../room",
    "/operator\r\nset-cookie: a=b",
    "javascript:alert(1)",
  ]) {
    const { status, headers } = await operator.form("/operator/switch", { name: "proof", here });
    const location = headers.get("location") ?? "";
    expect([here, status, new URL(location, server.url).origin]).toEqual([here, 303, server.url]);
    expect(location).toMatch(/^\/operator(?:[/?]|$)/);
  }
});

test("a session that was tampered with, made with another secret or planted is not the operator's", async () => {
  const operator = await operatorAt(server);
  const [name, value] = operator.cookie.split("=") as [string, string];
  const [sid, signature] = decodeURIComponent(value).slice("s:".length).split(".") as [string, string];
  const turned = (text: string) => text.slice(0, -2) + (text.endsWith("AA") ? "BB" : "AA");
  const wrong = [
    `${name}=${encodeURIComponent(`s:${turned(sid)}.${signature}`)}`,
    `${name}=${encodeURIComponent(`s:${sid}.${turned(signature)}`)}`,
    `${name}=${encodeURIComponent(sid)}`,
    cookieOf(sidOf(operator), "another secret, as long as it has to be"),
  ];
  for (const cookie of wrong) {
    const who = Object.assign(new Visitor(server.url), { cookie });
    expect([cookie, (await who.json("GET", "/operator")).status]).toEqual([cookie, 403]);
  }
  const victim = await server.visitor();
  const attacker = Object.assign(new Visitor(server.url), { cookie: victim.cookie });
  await victim.form("/operator/enter", { token: OPERATOR_TOKEN });
  expect((await attacker.json("POST", "/operator/switch", { name: "lobby", on: true })).status).toBe(403);
  expect((await attacker.json("GET", "/operator/reports")).status).toBe(403);
});

test("the token is compared by digests of one length, so that no time tells how much of it is right", () => {
  const secret = new SharedSecret("c".repeat(32), "operator", OPERATOR_TOKEN);
  expect(secret.matches(OPERATOR_TOKEN)).toBe(true);
  // Without digests, `timingSafeEqual` throws for another length.
  for (const length of [0, 1, OPERATOR_TOKEN.length - 1, OPERATOR_TOKEN.length + 1, 1000])
    expect(secret.matches(OPERATOR_TOKEN.padEnd(length, "x").slice(0, length))).toBe(false);
  for (const mark of [undefined, "", "x", secret.mark.slice(1)]) expect(secret.isMark(mark)).toBe(false);
  expect(secret.isMark(secret.mark)).toBe(true);
  const compared =
    /\b(?:given|token|secret|mark)\s*(?:===|!==|==|!=|\.(?:startsWith|localeCompare|equals)\()/;
  const files = [
    "lib/shared-secret.ts",
    "services/operator/operator-access.ts",
    "services/operator/operator-pass.ts",
  ];
  for (const file of files) {
    const text = source(file).replaceAll('typeof given === "string"', "");
    expect([file, compared.test(text)]).toEqual([file, false]);
  }
  expect(source("lib/shared-secret.ts").match(/timingSafeEqual\(this\.#digest\(given\)/g)).toHaveLength(2);
});

test("guesses are slowed down for an address and ask for a proof, and the token always works", async () => {
  const strict: TestServer = await serve({ OPERATOR_TOKEN, RATE_LIMITS: "on", TRUST_PROXY: "1" });
  const guess = async (who: Visitor, body: object) => {
    const { status, body: answer } = await who.json("POST", "/operator/enter", body);
    return answer.error?.code ?? status;
  };
  const [eve, twin] = [await strict.visitor("198.51.100.7"), await strict.visitor("198.51.100.7")];
  for (let i = 0; i < 10; i++)
    expect(await guess(i % 2 ? eve : twin, { token: `guess ${i}` })).toBe("WRONG_PASSWORD");
  for (const who of [eve, twin]) expect(await guess(who, { token: "guess" })).toBe("PROOF_REQUIRED");
  expect(await guess(eve, { token: OPERATOR_TOKEN })).toBe("PROOF_REQUIRED");
  expect(await guess(eve, { token: "guess", proof: await solve(eve, "guess") })).toBe("TOO_MANY_REQUESTS");
  const many = await Promise.all(Array.from({ length: 5 }, () => guess(eve, { token: "guess" })));
  expect(many.filter((code) => code !== "PROOF_REQUIRED" && code !== "TOO_MANY_REQUESTS")).toEqual([]);
  const operator = await strict.visitor("203.0.113.1");
  expect(await guess(operator, { token: OPERATOR_TOKEN })).toBe(200);
  expect(await guess(twin, { token: OPERATOR_TOKEN, proof: await solve(twin, "guess") })).toBe(200);
  await strict.close();
});

const hostile = {
  title: `"><img src=x onerror=x(1)><script>`,
  name: "<b onclick=x()>",
  chat: `</p><script>window.got = 1</script><svg onload=x()> {{ 7*7 }} javascript:x() https://a.example/"onmouseover=x()`,
  reason: `'"--></div><iframe srcdoc="<script>parent.got = 1</script>"></iframe>`,
  alt: `" onerror="window.got = 1`,
};

test("what was reported runs no script on the operator's pages, and is shown as it was written", async () => {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  await ann.json("POST", "/nickname", { name: hostile.name });
  const { _id: room } = await ann.open({ title: hostile.title });
  for (const who of [ann, bob]) await who.page(`/room/${room}`);
  const said = await ann.say(room, hostile.chat);
  const picture = await (await ann.upload(room, gif(), { alt: hostile.alt })).json();
  for (const file of [
    `<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`,
    "<!doctype html><script>x()</script>",
  ])
    expect((await ann.upload(room, Buffer.from(file))).status).toBe(422);
  for (const seq of [said.seq, picture.seq])
    await bob.json("POST", `/room/${room}/chat/${seq}/report`, { reason: hostile.reason });
  await bob.json("POST", `/room/${room}/report`, { reason: hostile.reason });

  const operator = await operatorAt(server);
  const { reports } = (await operator.json("GET", "/operator/reports")).body;
  expect(reports).toHaveLength(3);
  const page = await person();
  const [name, value] = operator.cookie.split("=") as [string, string];
  await page.context().addCookies([{ name, value, url: server.url }]);
  const paths = reports.map(({ id }: { id: string }) => `/reports/${id}`);
  for (const where of ["", "/reports", ...paths, "/rooms", "/raid", "/log"]) {
    await page.goto(`${server.url}/operator${where}`);
    const found = await page.evaluate(`({
      probes: document.querySelectorAll("main :is(script, iframe, b[onclick], [onerror], [onload], [onmouseover], img[src='x'])").length,
      links: [...document.links].filter(({ protocol }) => !protocol.startsWith("http")).length,
      got: window.got,
    })`);
    expect([where, found]).toEqual([where, { probes: 0, links: 0, got: undefined }]);
  }
  const texts: string[] = [];
  for (const where of paths) {
    await page.goto(`${server.url}/operator${where}`);
    texts.push(await page.locator("main").innerText());
  }
  for (const text of Object.values({ ...hostile, alt: "" })) expect(texts.join("\n")).toContain(text);
});

test("the operator's pages are in no frame and no cache, and a reported picture is nothing but a picture", async () => {
  const operator = await operatorAt(server);
  const { reports } = (await operator.json("GET", "/operator/reports")).body;
  const { id } = reports.find(({ kind }: { kind: string }) => kind === "picture");
  for (const where of ["", "/reports", `/reports/${id}`, "/rooms", "/bans", "/blocked", "/log", "/raid"]) {
    const { headers } = await operator.get(`/operator${where}`);
    expect([where, headers.get("cache-control")]).toEqual([where, expect.stringContaining("no-store")]);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("content-security-policy")).toMatch(/script-src 'self';/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
  }
  const answer = await operator.get(`/operator/reports/${id}/picture`);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    ...{ "content-type": "image/gif", "x-content-type-options": "nosniff", "cache-control": "no-store" },
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
  });
  const ann = await server.visitor();
  expect((await ann.get(`/operator/reports/${id}/picture`)).status).toBe(403);
});

let logged: ServerProcess;
beforeAll(async () => {
  logged = await ServerProcess.start({ OPERATOR_TOKEN });
});
afterAll(async () => {
  await logged.end();
  await logged.clean();
});

test("the token is in no page, header, log and file", async () => {
  const operator = await logged.visitor();
  const asked = encodeURIComponent(OPERATOR_TOKEN);
  const secret = new RegExp(`${OPERATOR_TOKEN.slice(0, 20)}|${asked.slice(0, 20)}`);
  // Somebody's mistake must not be written down either.
  await operator.get(`/operator?token=${asked}`);
  const answers = [
    await operator.form("/operator/enter", { token: `${OPERATOR_TOKEN}!` }),
    await operator.form("/operator/enter", { token: OPERATOR_TOKEN }),
    await operator.get("/operator"),
    await operator.get("/operator/log"),
    await operator.form("/operator/leave", {}),
  ];
  const told = await Promise.all(
    answers.map(async (one) => `${await one.text()}${JSON.stringify([...one.headers])}`),
  );
  expect(told.filter((text) => secret.test(text))).toEqual([]);
  expect(logged.output).toContain("/operator");
  expect(`${logged.output}${logged.errors}`).not.toMatch(secret);
  expect(await matchesIn(new RegExp(secret, "g"), logged.dir)).toEqual([]);
});
