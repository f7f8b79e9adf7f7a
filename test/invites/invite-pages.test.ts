/** @module-tag thorough */
import { describe, expect, test } from "vitest";
import { useServer } from "../support/server.js";
import { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const LINK = /http:\/\/[^"<]+(\/i\/[\w-]{22})/;

async function hostedRoom(fields: Record<string, unknown> = { password: "correct horse" }) {
  const ann = await server.visitor();
  const { _id: room } = await ann.open({ title: "Late <cats>", ...fields });
  await ann.page(`/room/${room}`);
  const invites = `/room/${room}/invites`;
  const invite = async (input: object = {}): Promise<{ id: string; url: string }> =>
    (await ann.json("POST", invites, input)).body;
  const list = async () => (await ann.json("GET", invites)).body.invites;
  return { ann, room, invites, invite, list };
}

const where = ({ status, headers }: Response) => [status, headers.get("location")];

describe("the page of a room's invites", () => {
  test("a host makes one by a form, sees its link once with a QR code, and revokes it", async () => {
    const { ann, room, invites } = await hostedRoom();
    expect(await ann.page(invites)).toContain("No open invites.");
    const answer = await ann.form(invites, { uses: 5, expires: 3600 });
    const made = await answer.text();
    const [, path] = LINK.exec(made)!;
    expect(answer.status).toBe(201);
    for (const shown of ['class="qr"', `data-share="${path}"`, "0 of 5 used", "1 hour left"])
      expect(made).toContain(shown);
    expect(made).toContain("Late &lt;cats&gt;");
    const bob = await server.visitor();
    expect(where(await bob.form(path!, {}))).toEqual([303, `/room/${room}`]);
    const later = await ann.page(invites);
    expect(later).toContain("1 of 5 used");
    expect(later).not.toMatch(LINK);
    const [, revoke] = /action="([^"]+\/delete)"/.exec(later)!;
    expect(where(await ann.form(revoke!, {}))).toEqual([303, invites]);
    const again = await ann.form(revoke!, {});
    expect([again.status, await again.text()]).toEqual([404, expect.stringContaining("No open invites.")]);
    expect((await bob.get(path!)).status).toBe(404);
  });

  test("wrong input stands beside its field with what was typed, and makes nothing", async () => {
    const { ann, invites, list } = await hostedRoom();
    for (const [uses, expires, field] of [
      ["101", "3600", "uses"],
      ["many", "3600", "uses"],
      ["7", "604801", "expires"],
    ] as const) {
      const answer = await ann.form(invites, { uses, expires });
      const page = await answer.text();
      expect([answer.status, page.match(/id="(\w+)-error"/)?.[1]]).toEqual([422, field]);
      expect(page).toContain(`value="${uses}"`);
    }
    expect(await ann.page(invites)).toContain('<option value="86400" selected>');
    expect(await list()).toEqual([]);
  });

  test("more than 100 open ones are refused in the page", async () => {
    const { ann, invites, invite, list } = await hostedRoom();
    await Promise.all(Array.from({ length: 100 }, () => invite()));
    const answer = await ann.form(invites, { uses: 1, expires: 3600 });
    expect([answer.status, await answer.text()]).toEqual([429, expect.stringContaining('role="status"')]);
    expect(answer.headers.get("retry-after")).toBe("10");
    expect(await list()).toHaveLength(100);
  });

  test("nobody but hosts sees it", async () => {
    const { room, invites, invite } = await hostedRoom({});
    await invite();
    const [bob, eve] = [await server.visitor(), await server.visitor()];
    await bob.page(`/room/${room}`);
    for (const one of [bob, eve]) {
      const answer = await one.get(invites);
      expect([answer.status, await answer.text()]).toEqual([403, expect.not.stringContaining("0 of 1 used")]);
    }
  });
});

describe("the page of an invite", () => {
  test("names the room, its people and who invites, and uses nothing up, however often it is looked at", async () => {
    const { ann, invite, list } = await hostedRoom();
    const { url } = await invite();
    const stranger = new Visitor(server.url);
    const looks = await Promise.all(
      Array.from({ length: 20 }, (_, i) => stranger.get(url, i % 2 ? { purpose: "prefetch" } : {})),
    );
    expect((await stranger.request("HEAD", url)).status).toBe(200);
    for (const look of looks) {
      expect(look.headers.get("referrer-policy")).toBe("no-referrer");
      expect(look.headers.getSetCookie()).toEqual([]);
      const page = await look.text();
      for (const shown of ["Late &lt;cats&gt;", "1 / 10", `${(await ann.me()).name} invites you`])
        expect(page).toContain(shown);
      expect(page.match(/<form/g)).toHaveLength(1);
    }
    expect((await stranger.json("GET", url)).body).toMatchObject({ by: await ann.me() });
    expect((await list())[0].used).toBe(0);
  });

  test("who is inside or was let in goes on to the room, also when the invite is used up", async () => {
    const { ann, room, invite } = await hostedRoom();
    const { url } = await invite();
    const [bob, eve] = [await server.visitor(), await server.visitor()];
    await bob.form(url, {});
    for (const one of [ann, bob]) expect(where(await one.get(url))).toEqual([303, `/room/${room}`]);
    expect((await eve.get(url)).status).toBe(404);
  });

  test("of a full room says so first, and keeps the invite", async () => {
    const { room, invite, list } = await hostedRoom({ max: 2 });
    const { url } = await invite();
    const [bob, eve] = [await server.visitor(), await server.visitor()];
    await bob.page(`/room/${room}`);
    const page = await eve.page(url);
    expect(page).toContain("This room is full");
    expect(page).not.toContain('<form method="post" action="/i/');
    const refused = await eve.form(url, {});
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining("Your invite stays valid"),
    ]);
    expect((await list())[0].used).toBe(0);
    await bob.form(`/room/${room}/leave`, {});
    expect(where(await eve.form(url, {}))).toEqual([303, `/room/${room}`]);
  });

  test("that is used up, revoked, over or unknown says so kindly", async () => {
    const { ann, invites, invite } = await hostedRoom();
    const [used, revoked, over] = [await invite(), await invite(), await invite({ expires: 1 })];
    await (await server.visitor()).form(used.url, {});
    await ann.json("DELETE", `${invites}/${revoked.id}`);
    const eve = await server.visitor();
    await expect.poll(async () => (await eve.get(over.url)).status).toBe(404);
    for (const url of [used.url, revoked.url, over.url, `/i/${"x".repeat(22)}`]) {
      const answer = await eve.get(url);
      expect([answer.status, answer.headers.get("referrer-policy")]).toEqual([404, "no-referrer"]);
      expect(await answer.text()).toContain("This invite has closed.");
    }
  });
});
