import { expect, test } from "vitest";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";

const server = useServer({ OPERATOR_TOKEN: "x".repeat(32), EMPTY_ROOM_GRACE_MS: "60000" });
const without = useServer();

const HOSTILE = `"><img src=x onerror=alert(1)>`;

test("the page that asks for a reason shows what is reported, to who may report it", async () => {
  const [ann, bob] = [await server.visitor(), await server.visitor()];
  const { _id } = await ann.open({ title: HOSTILE.slice(0, 50) });
  await ann.page(`/room/${_id}`);
  await ann.say(_id, `${HOSTILE} **and** ||more||`);
  await ann.upload(_id, gif(), { alt: HOSTILE });
  const [room, chat, picture] = [
    `/room/${_id}/report`,
    `/room/${_id}/chat/1/report`,
    `/room/${_id}/chat/2/report`,
  ];
  const escaped = "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;";
  expect(await bob.page(room)).toContain(escaped);
  expect(await bob.page(chat)).toContain(`${escaped} and more`);
  const pictured = await bob.page(picture);
  expect(pictured).toMatch(/<img src="\/[^"]+" width="\d+" height="\d+" alt="&quot;&gt;&lt;img/);
  for (const page of [await bob.page(room), await bob.page(chat), pictured]) {
    expect(page).not.toContain("<img src=x");
    expect(page).toContain("after 30 days at the latest");
  }
  expect((await bob.json("GET", chat)).body).toMatchObject({ room: { _id }, chat: { seq: 1 } });
  expect((await bob.json("GET", room)).body).toEqual({ room: { _id, title: HOSTILE.slice(0, 50) } });

  const codes = [];
  for (const path of [`/room/${_id}/chat/9/report`, `/room/${_id}/chat/x/report`, "/room/none/report"])
    codes.push((await bob.json("GET", path)).body.error.code);
  expect(codes).toEqual(["CHAT_NOT_FOUND", "CHAT_NOT_FOUND", "ROOM_NOT_FOUND"]);
  const secret = await ann.open({ password: "sesame" });
  await ann.page(`/room/${secret._id}`);
  await ann.say(secret._id, "a word");
  expect((await bob.json("GET", `/room/${secret._id}/chat/1/report`)).body.error.code).toBe("NOT_ALLOWED");
  expect(await bob.page(`/room/${secret._id}`)).toContain(`href="/room/${secret._id}/report"`);
  expect((await bob.json("GET", `/room/${secret._id}/report`)).status).toBe(200);
});

test("it leads back to where its link stood", async () => {
  const [host, ann, bob] = [await server.visitor(), await server.visitor(), await server.visitor()];
  const { _id } = await host.open();
  for (const who of [host, ann]) await who.page(`/room/${_id}`);
  await host.say(_id, "hello");
  const back = async (who: typeof ann, path: string) =>
    /data-report-form>\s*<input[^>]* value="([^"]+)"/
      .exec(await who.page(path))?.[1]
      ?.replaceAll("&amp;", "&");
  expect([
    await back(ann, `/room/${_id}/report`),
    await back(ann, `/room/${_id}/chat/1/report`),
    await back(bob, `/room/${_id}/report`),
    await back(bob, `/room/${_id}/report?spectate=on`),
    await back(bob, `/room/${_id}/chat/1/report`),
  ]).toEqual([
    `/room/${_id}`,
    `/room/${_id}?at=1#chat-1`,
    "/",
    `/room/${_id}?spectate=on`,
    `/room/${_id}?spectate=on&at=1#chat-1`,
  ]);
});

test("each message of others, each room of others and the room's menu lead there; without an operator, nothing does", async () => {
  for (const { url, visitor } of [server, without]) {
    const isThere = url === server.url;
    const [ann, bob] = [await visitor(), await visitor()];
    const { _id } = await ann.open({ max: 5 });
    await ann.page(`/room/${_id}`);
    await ann.say(_id, "hello");
    const links = async (who: typeof ann, path: string) =>
      [...(await who.page(path)).matchAll(/href="([^"]+)" data-report/g)].map(([, href]) => href);
    const [room, chat] = [`/room/${_id}/report`, `/room/${_id}/chat/1/report`];
    expect(await links(bob, "/")).toEqual(isThere ? expect.arrayContaining([room]) : []);
    expect(await links(bob, `/room/${_id}?spectate=on`)).toEqual(
      isThere ? [`${room}?spectate=on`, chat] : [],
    );
    expect(await links(bob, `/room/${_id}`)).toEqual(isThere ? [room, chat] : []);
    expect(await links(ann, `/room/${_id}`)).toEqual([]);
    expect(await links(ann, "/")).not.toContain(room);
    if (isThere) continue;
    expect((await bob.json("GET", room)).body.error.code).toBe("NOT_FOUND");
    expect((await bob.json("GET", chat)).body.error.code).toBe("NOT_FOUND");
  }
});
