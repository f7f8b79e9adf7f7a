import { connect } from "node:net";
import { HungUp } from "./client.js";

/** What a program does first: it reads the room as JSON, and is given a cookie. */
export function cookieOf(url: string, path: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      const cookie = /^HTTP\/1.1 200 .*?\r\nset-cookie: (gif-chat=[^;\r]+)/is.exec(answer)?.[1];
      if (cookie) resolve(cookie);
      else reject(/^(?:$|HTTP\/1.1 503)/.test(answer) ? new HungUp() : new Error(answer || "no answer"));
    });
    const head = [`GET ${path} HTTP/1.1`, `Host: ${hostname}:${port}`, "Accept: application/json"];
    socket.write([...head, "Connection: close", "\r\n"].join("\r\n"));
  });
}
