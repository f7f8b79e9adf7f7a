import { createConnection } from "node:net";
import os from "node:os";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { serve, useServer } from "../support/server.js";
import { ask } from "./scrape.js";

const TOKEN = "a-token-that-nobody-guesses";
const server = useServer({ METRICS_TOKEN: TOKEN, EMPTY_ROOM_GRACE_MS: "300000" });
const bearer = { authorization: `Bearer ${TOKEN}` };

describe("access to the metrics", () => {
  test("a request from the machine itself, for the machine itself, gets the metrics", async () => {
    const { port } = new URL(server.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, "LOCALHOST", "[::1]:80", "127.8.8.8"])
      expect([host, (await ask(server.url, { host })).status]).toEqual([host, 200]);
    for (const host of [
      "chat.example.org",
      "evil.example:80",
      "127.0.0.1.evil.example",
      "localhost.evil.example",
      "0",
    ])
      expect([host, (await ask(server.url, { host })).status]).not.toEqual([host, 200]);
  });

  test("a request through a proxy gets no metrics, whatever it claims and whomever the server trusts", {
    tags: ["thorough"],
  }, async () => {
    const claims: Record<string, string>[] = [
      { "x-forwarded-for": "127.0.0.1" },
      { "x-forwarded-for": "6.6.6.6" },
      { "x-forwarded-for": "" },
      { "x-forwarded-for": "onion" },
      { forwarded: "for=127.0.0.1" },
      { "x-real-ip": "127.0.0.1" },
      { "x-forwarded-host": "localhost" },
      { via: "1.1 proxy" },
    ];
    for (const trust of ["off", "on", "1", "loopback"]) {
      const behind = await serve({ TRUST_PROXY: trust, METRICS_TOKEN: "t" });
      for (const headers of claims) {
        const { status, body } = await ask(behind.url, headers);
        expect([trust, headers, status]).toEqual([trust, headers, 403]);
        expect(body).not.toContain("gif_chat_");
        expect((await ask(behind.url, { ...headers, authorization: "Bearer t" })).status).toBe(200);
      }
      await behind.close();
    }
  });

  test("with a trusted proxy, a request from the machine itself gets no metrics without the token", {
    tags: ["thorough"],
  }, async () => {
    for (const trust of ["on", "1", "loopback", "10.0.0.0/8"]) {
      const behind = await serve({ TRUST_PROXY: trust, METRICS_TOKEN: TOKEN });
      const withoutToken = await ask(behind.url);
      expect([trust, withoutToken.status]).toEqual([trust, 403]);
      expect(withoutToken.body).not.toContain("gif_chat_");
      expect([trust, (await ask(behind.url, bearer)).status]).toEqual([trust, 200]);
      await behind.close();
    }
  });

  test("a request through an nginx that adds no header gets no metrics", async () => {
    const { hostname, port } = new URL(server.url);
    const socket = createConnection(Number(port), hostname);
    socket.write(`GET /metrics HTTP/1.0\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 403 /);
  });

  test("a proxy's header counts behind however many others", async () => {
    const { hostname, port } = new URL(server.url);
    const socket = createConnection(Number(port), hostname);
    const head = `GET /metrics HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n`;
    socket.write(`${head}${"a:\r\n".repeat(1500)}X-Forwarded-For: 6.6.6.6\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 403 /);
  });

  test("a request from another machine gets the metrics by the token alone", async () => {
    const outside = Object.values(os.networkInterfaces())
      .flatMap((found) => found ?? [])
      .find(({ family, internal }) => family === "IPv4" && !internal);
    if (!outside)
      throw new Error("This machine has no address but loopback: run the test where there is one");
    const open = await serve({ HOST: "0.0.0.0", METRICS_TOKEN: TOKEN });
    const url = `http://${outside.address}:${new URL(open.url).port}`;
    expect((await ask(url)).status).toBe(403);
    expect((await ask(url, { host: "localhost" })).status).toBe(403);
    expect((await ask(url, bearer)).status).toBe(200);
    await open.close();
  });

  test("a wrong token, or one where none was set, gets no metrics", async () => {
    const evil = { host: "chat.example.org" };
    const right = bearer.authorization;
    const wrong = [
      right.slice(0, -1),
      `${right}x`,
      right.toUpperCase(),
      "Bearer",
      "Bearer ",
      right.replace("Bearer", "Basic"),
    ];
    for (const authorization of wrong)
      expect([authorization, (await ask(server.url, { ...evil, authorization })).status]).toEqual([
        authorization,
        403,
      ]);
    expect((await ask(server.url, { ...evil, ...bearer })).status).toBe(200);
    const none = await serve({ METRICS_TOKEN: "" });
    for (const authorization of ["Bearer undefined", "Bearer ", "Bearer null", right])
      expect((await ask(none.url, { ...evil, authorization })).status).toBe(403);
    expect((await ask(none.url)).status).toBe(200);
    await none.close();
  });

  test("the metrics have one address, which is the one that proxies block", async () => {
    for (const path of ["/METRICS", "/metrics/"])
      expect((await ask(server.url, bearer, path)).status).toBe(404);
  });

  test("a request for the metrics makes no session, and no cache keeps the answer", async () => {
    const answer = await fetch(`${server.url}/metrics`);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
  });
});
