import { describe, expect, test } from "vitest";
import { useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const browser = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140", accept: "text/html" };
/** What a browser sends with a form of a page without a referrer, over plain http to a machine of the network. */
const plain = { ...browser, origin: "null" };

const nonceIn = (page: string): string => /name="nonce" value="([\w-]{43})"/.exec(page)![1]!;

/** Opens a page as a browser over plain http does. */
const look = async (who: Visitor, url: string) => nonceIn(await (await who.get(url, browser)).text());

async function links() {
  const ann = await server.visitor();
  const { _id: room } = await ann.open({ password: "hush" });
  const invite = async (): Promise<string> => (await ann.json("POST", `/room/${room}/invites`, {})).body.url;
  const along = async (): Promise<string> => (await ann.json("POST", "/along")).body.url;
  return { invite, along };
}

describe("the form of a page whose address is a token, over plain http", () => {
  test("is taken from who opened the page, whatever the case of its address", async () => {
    const { invite, along } = await links();
    const [bob, cat] = [new Visitor(server.url), new Visitor(server.url)];
    for (const [who, make, from, to] of [
      [bob, invite, "/i/", "/i/"],
      [cat, invite, "/i/", "/I/"],
      [bob, along, "/along/", "/along/"],
      [cat, along, "/along/", "/Along/"],
    ] as const) {
      const url = (await make()).replace(from, to);
      const nonce = await look(who, url);
      expect([url, (await who.form(url, { nonce }, plain)).status]).toEqual([url, 303]);
    }
  });

  test("is refused without the nonce of this session and this token, and the link stays", async () => {
    const { invite, along } = await links();
    for (const make of [invite, along]) {
      const [url, other] = [await invite(), await make()];
      const [bob, eve] = [new Visitor(server.url), new Visitor(server.url)];
      const nonce = await look(bob, other);
      const wrong = [{}, { nonce: "" }, { nonce: await look(eve, other) }, { nonce: await look(bob, url) }];
      for (const fields of wrong) {
        const answer = await bob.request("POST", other, {
          headers: { ...plain, accept: "application/json" },
          body: new URLSearchParams(fields as Record<string, string>),
        });
        expect([answer.status, (await answer.json()).error.code]).toEqual([403, "CROSS_SITE"]);
      }
      for (const site of ["cross-site", "same-site", "none"])
        expect((await bob.form(other, { nonce }, { ...plain, "sec-fetch-site": site })).status).toBe(403);
      const evil = { ...browser, origin: "https://evil.example" };
      expect((await bob.form(other, { nonce }, evil)).status).toBe(403);
      expect((await bob.form(other, { nonce }, plain)).status).toBe(303);
    }
  });

  test("a nonce opens no other form", async () => {
    const { invite } = await links();
    const bob = new Visitor(server.url);
    const nonce = await look(bob, await invite());
    for (const path of ["/along", "/nickname", "/room"])
      expect((await bob.form(path, { nonce, name: "Eve", title: "x" }, plain)).status).toBe(403);
  });
});
