import { describe, expect, test } from "vitest";
import { useServer } from "../support/server.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

describe("a path that is there", () => {
  test("a known path says which methods it takes when it is asked by another", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open();
    const wrong: [string, string, string][] = [
      ["PUT", "/", "GET, HEAD"],
      ["DELETE", "/room", "GET, POST, HEAD"],
      ["POST", `/room/${_id}`, "GET, DELETE, PATCH, HEAD"],
      ["GET", `/room/${_id}/enter`, "POST"],
      ["GET", `/room/${_id}/leave`, "POST"],
      ["GET", `/room/${_id}/gif`, "POST"],
      ["PUT", `/room/${_id}/chat`, "POST"],
      ["POST", `/room/${_id}/chats`, "GET, HEAD"],
      ["GET", `/room/${_id}/chat/1`, "PATCH, DELETE"],
      ["POST", `/gif/${_id}/x.gif`, "GET, HEAD"],
      ["GET", "/nickname", "POST"],
      ["POST", "/health", "GET, HEAD"],
    ];
    for (const [method, path, allow] of wrong) {
      const json = await ann.request(method, path, { headers: { accept: "application/json" } });
      const said = [json.status, json.headers.get("allow"), (await json.json()).error.code];
      expect([method, path, ...said]).toEqual([method, path, 405, allow, "METHOD_NOT_ALLOWED"]);
      const page = await ann.request(method, path, { headers: { accept: "text/html" } });
      expect([page.status, page.headers.get("allow")]).toEqual([405, allow]);
      expect(await page.text()).toContain("does not take that kind of request");
    }
    for (const path of ["/nothing", `/room/${_id}/nothing`, `/room/${_id}/chat/1/nothing`])
      expect([path, (await ann.request("PUT", path)).status]).toEqual([path, 404]);
    expect((await ann.json("GET", `/room/${_id}`)).body.room.title).toBe("A room");
  });

  test("a program learns the limits of a room's fields", async () => {
    const ann = await server.visitor();
    expect(await ann.json("GET", "/room")).toEqual({
      status: 200,
      body: {
        title: { least: 1, most: 50 },
        max: { least: 2, most: 200, usual: 10 },
        password: { least: 0, most: 72 },
      },
    });
  });
});

test("a form with values of other types is refused without showing internals", {
  tags: ["thorough"],
}, async () => {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const secret = await ann.open({ password: "secret" });
  await ann.page(`/room/${_id}`);
  await ann.say(_id, "first");
  const kinds: [string, string][] = [
    ["application/json", "[]"],
    ["application/json", '[{"title":1}]'],
    ["application/json", '{"title":{},"max":[],"chat":{},"name":[1],"here":[],"password":{},"member":{}}'],
    ["application/json", '{"title":null,"max":null,"chat":null,"name":null,"password":null}'],
    [
      "application/x-www-form-urlencoded",
      "title=a&title=b&max=1&max=2&chat=a&chat=b&name=a&name=b&here=x&here=y",
    ],
    ["text/plain", "hello"],
  ];
  const forms = ["/room", "/nickname", "/language"].concat(
    ["enter", "chat", "rename", "kick", "gif", "chat/1/edit"].map((form) => `/room/${_id}/${form}`),
    `/room/${secret._id}/enter`,
  );
  const bob = await server.visitor();
  for (const path of forms)
    for (const [type, body] of kinds)
      for (const visitor of [ann, bob]) {
        const headers = { accept: "text/html", "content-type": type };
        const answer = await visitor.request("POST", path, { body, headers });
        expect(answer.status).toBeLessThan(500);
        const next = answer.headers.get("location");
        const pages = [await answer.text(), next ? await visitor.page(next) : ""];
        for (const page of pages)
          expect([path, body, page.match(/.{40}(undefined|\[object|NaN|>null<).{20}/s)]).toEqual([
            path,
            body,
            null,
          ]);
      }
});
