import { describe, expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { serve, useServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

const browser = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140" };

/** How the requests of a page of another site look, from the browsers of today and of some years ago. */
const attacks: Record<string, Record<string, string>> = {
  "no origin, by an old browser": browser,
  "no origin, another site": { ...browser, "sec-fetch-site": "cross-site" },
  "a null origin": { origin: "null" },
  "a null origin, said to be ours": { origin: "null", "sec-fetch-site": "same-origin" },
  "a foreign origin": { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
  "a foreign origin alone": { origin: "https://evil.example" },
  "a sibling domain": { origin: "http://other.127.0.0.1", "sec-fetch-site": "same-site" },
  "a sibling's port": { origin: "http://127.0.0.1:1" },
  "our name in a foreign one": { origin: "http://127.0.0.1.evil.example" },
  "a foreign referer": { referer: "https://evil.example/page" },
  "no origin at all": { origin: "" },
};

const routes = (room: string): [string, string][] => [
  ["POST", "/room"],
  ["POST", `/room/${room}/enter`],
  ["POST", `/room/${room}/leave`],
  ["POST", `/room/${room}/delete`],
  ["POST", `/room/${room}/rename`],
  ["POST", `/room/${room}/kick`],
  ["POST", `/room/${room}/settings`],
  ["POST", `/room/${room}/extend`],
  ["POST", `/room/${room}/hosts`],
  ["POST", `/room/${room}/hosts/m/delete`],
  ["POST", `/room/${room}/bans/m/delete`],
  ["POST", `/room/${room}/invites`],
  ["POST", `/room/${room}/invites/m/delete`],
  ["POST", `/room/${room}/hooks`],
  ["POST", `/room/${room}/hooks/m/delete`],
  ["DELETE", `/room/${room}/hooks/m`],
  ["POST", "/hook/m"],
  ["POST", `/room/${room}/knock`],
  ["POST", `/room/${room}/knock/delete`],
  ["DELETE", `/room/${room}/knock`],
  ["POST", `/room/${room}/knocks/m`],
  ["POST", `/room/${room}/chat`],
  ["POST", `/room/${room}/gif`],
  ["POST", `/room/${room}/chat/1/edit`],
  ["POST", `/room/${room}/chat/1/delete`],
  ["PATCH", `/room/${room}`],
  ["PATCH", `/room/${room}/chat/1`],
  ["DELETE", `/room/${room}`],
  ["DELETE", `/room/${room}/chat/1`],
  ["POST", "/nickname"],
  ["POST", "/along"],
  ["POST", `/room/${room}/along`],
  ["POST", "/language"],
];

async function everything(ann: Visitor, room: string): Promise<unknown> {
  const [lobby, page] = [await ann.json("GET", "/"), await ann.json("GET", `/room/${room}`)];
  const { rooms, totals } = lobby.body;
  return [rooms, { ...totals, at: "" }, page.body, await server.files()];
}

describe("another site's page", () => {
  test("another site's page changes nothing by any route", async () => {
    const ann = await server.visitor();
    const { _id: room } = await ann.open();
    await ann.page(`/room/${room}`);
    const lobby = await ann.lobby();
    await ann.say(room, "mine");
    // The lobby hears of a chat a little later: nothing is to change by itself from here on.
    await lobby.next("updateRoom", ({ chats }) => chats === 1);
    lobby.close();
    const before = await everything(ann, room);
    for (const [how, headers] of Object.entries(attacks)) {
      for (const [method, path] of routes(room)) {
        const fields = { title: "t", chat: "c", name: "n", lang: "ko", password: "p", member: "m" };
        const body = path.endsWith("gif") ? form(gif()) : new URLSearchParams(fields);
        const { status } = await ann.request(method, path, { headers, body });
        expect([how, method, path, status]).toEqual([how, method, path, 403]);
      }
    }
    expect(await everything(ann, room)).toEqual(before);
  });

  test("another site's page opens no connection by either transport", async () => {
    const ann = await server.visitor();
    const { _id: room } = await ann.open();
    for (const [how, extraHeaders] of Object.entries(attacks)) {
      for (const transport of ["websocket", "polling"]) {
        const client = ann.connect("/chat", { auth: { room }, transports: [transport], extraHeaders });
        const outcome = await client.connected().then(
          () => "in",
          () => "refused",
        );
        expect([how, transport, outcome]).toEqual([how, transport, "refused"]);
      }
    }
  });

  test("our own pages and programs are told apart from other sites", async () => {
    const ann = await server.visitor();
    const own = [
      { ...browser, origin: server.url, "sec-fetch-site": "same-origin" },
      { ...browser, origin: server.url },
      { ...browser, "sec-fetch-site": "same-origin" },
      {},
    ];
    for (const headers of own) {
      expect((await ann.form("/room", { title: "ours" }, headers)).status).toBe(303);
      for (const transport of ["websocket", "polling"]) {
        const client = ann.connect("/room", { transports: [transport], extraHeaders: headers });
        await client.connected();
        client.close();
      }
    }
  });

  test("every origin but PUBLIC_URL is another site, when that is set", { tags: ["thorough"] }, async () => {
    const proxied = await serve({ PUBLIC_URL: "https://chat.example.org", TRUST_PROXY: "1" });
    const ann = await proxied.visitor();
    const status = async (origin: string) => (await ann.form("/room", { title: "x" }, { origin })).status;
    expect(await status("https://chat.example.org")).toBe(303);
    for (const origin of [proxied.url, "http://chat.example.org", "https://chat.example.org:444"])
      expect(await status(origin)).toBe(403);
    const secure = await fetch(proxied.url, { headers: { "x-forwarded-proto": "https" } });
    expect(secure.headers.getSetCookie()[0]).toMatch(/HttpOnly; Secure; SameSite=Lax/);
    await proxied.close();
  });

  test("cookies are Secure when PUBLIC_URL says https, whatever the proxy says", async () => {
    const proxied = await serve({ PUBLIC_URL: "https://chat.example.org" });
    const ann = await proxied.visitor();
    const { _id } = await ann.open();
    expect((await ann.json("GET", `/room/${_id}/chats`)).status).toBe(200);
    const { headers } = await fetch(proxied.url);
    expect(headers.getSetCookie()[0]).toMatch(/HttpOnly; Secure; SameSite=Lax/);
    await proxied.close();
  });

  test("another site's page may not frame, script or style ours", async () => {
    const { headers } = await fetch(server.url);
    const policy = headers.get("content-security-policy")!;
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "worker-src 'self'",
      "media-src 'self' blob:",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self'",
    ]) {
      expect(policy.split(";")).toContain(rule);
    }
    expect(policy).not.toContain("unsafe");
    expect([headers.get("x-content-type-options"), headers.get("x-powered-by")]).toEqual(["nosniff", null]);
    expect(headers.getSetCookie()[0]).toMatch(/^gif-chat=.*HttpOnly; SameSite=Lax/);
  });

  test("rooms alone may ask for the camera or the screen, and no page for the rest", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open();
    const policyOf = async (path: string) => {
      const policy = (await ann.get(path)).headers.get("permissions-policy") ?? "";
      return policy.split(", ");
    };
    const [room, lobby] = [await policyOf(`/room/${_id}`), await policyOf("/")];
    for (const feature of ["camera", "display-capture"]) {
      expect(room).toContain(`${feature}=(self)`);
      expect(lobby).toContain(`${feature}=()`);
    }
    for (const feature of ["microphone", "geolocation", "usb"])
      for (const policy of [room, lobby]) expect(policy).toContain(`${feature}=()`);
  });
});

function form(file: Buffer): FormData {
  const data = new FormData();
  data.set("gif", new Blob([file as Uint8Array<ArrayBuffer>]), "x.gif");
  return data;
}
