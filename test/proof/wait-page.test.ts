/** @module-tag thorough */
import { afterEach, expect, test, vi } from "vitest";
import { solve } from "../support/proof.js";
import { serve, useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ PROOF_OF_WORK: "on" });

afterEach(() => void vi.useRealTimers());

/** The server runs in this process, and reads the same clock, which stands still from then on. */
const goOnBy = (ms: number) => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });

const typed = { title: 'Quotes "and" <b>', max: "5", password: "hush & hush" };

async function ask(visitor: Visitor, fields: Record<string, string> = typed) {
  const answer = await visitor.form("/room", fields, { accept: "text/html" });
  const html = await answer.text();
  const decode = (text: string) => text.replace(/&(\w+);/g, (_, name) => entities[name]!);
  const ofPage = html.split("<form").find((part) => part.includes("proof-page")) ?? "";
  const hidden = [...ofPage.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  const form = Object.fromEntries(hidden.map(([, name, value]) => [name!, decode(value!)]));
  return { status: answer.status, location: answer.headers.get("location"), html, form };
}

const entities: Record<string, string> = { quot: '"', amp: "&", lt: "<", gt: ">" };

test("a form without a proof is answered with a page that keeps what was typed, and opens the room after 20 seconds", async () => {
  const ann = await server.visitor();
  goOnBy(0);
  const page = await ask(ann);
  expect(page.status).toBe(403);
  expect(page.html).toContain("In 20 seconds a button appears here");
  const { proof, ...fields } = page.form;
  expect([fields, proof]).toEqual([typed, expect.stringMatching(/^wait\./)]);
  goOnBy(5000);
  const early = await ask(ann, page.form);
  expect([early.status, early.form]).toEqual([403, page.form]);
  expect(early.html).toContain("another 15 seconds");
  goOnBy(15_000);
  const opened = await ask(ann, page.form);
  expect([opened.status, opened.location]).toEqual([303, expect.stringMatching(/^\/room\/[\w-]+$/)]);
  const again = await ask(ann, page.form);
  expect([again.status, again.form.proof === proof]).toEqual([403, false]);
});

test("a wait counts for the session and the purpose that it was given to, unchanged and for five minutes", async () => {
  const [ann, eve] = [await server.visitor(), await server.visitor()];
  const { form } = await ask(ann);
  const [word, readyAt, nonce, signature] = form.proof!.split(".");
  const sooner = [word, Number(readyAt) - 20_000, nonce, signature].join(".");
  expect((await ask(ann, { ...form, proof: sooner })).status).toBe(403);
  goOnBy(25_000);
  expect((await ask(eve, form)).status).toBe(403);
  goOnBy(5 * 60_000);
  expect((await ask(ann, form)).status).toBe(403);
});

test("so many waits are given to an address and no more, and scripts solve the puzzle all the same", async () => {
  const own = await serve({ RATE_LIMITS: "on", PROOF_OF_WORK: "on" });
  const ann = await own.visitor();
  const pages = await Promise.all(Array.from({ length: 35 }, () => ask(ann)));
  expect(pages.map(({ status }) => status)).toEqual(Array(35).fill(403));
  const without = pages.filter(({ form }) => form.proof === undefined);
  expect(without).toHaveLength(5);
  for (const { html, form } of without) {
    expect(form).toEqual(typed);
    expect(html).toContain("Please try again in a few minutes.");
    expect(html).toMatch(/<form[^>]*data-proof="room" data-proof-now data-proof-worker=/);
    expect(html).not.toContain("In 20 seconds");
  }
  expect((await ask(ann, { ...typed, proof: await solve(ann) })).status).toBe(303);
  await own.close();
});
