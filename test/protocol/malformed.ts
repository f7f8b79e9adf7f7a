import { createConnection } from "node:net";
import { bareSocket } from "../support/client.js";
import type { Visitor } from "../support/visitor.js";

/** An event that nobody handles, or a payload that no field is. */
export function strange(i: number): [string, ...unknown[]] {
  const names = [
    "chat",
    "history",
    "kick",
    "constructor",
    "__proto__",
    "toString",
    "",
    "newListener ",
    "leave2",
  ];
  const payloads = [
    [],
    [null],
    [{}],
    [[[]]],
    ["x", "y", "z"],
    [{ chat: { $gt: 1 } }],
    [Buffer.from([1, 2, 3])],
    [1, 2],
  ];
  return [names[i % names.length]!, ...payloads[i % payloads.length]!];
}

/** A packet that no client of Socket.IO would send, over its own connection. */
export function rawPacket(ann: Visitor, i: number): Promise<void> {
  const packets = [
    "42",
    "4",
    "40/chat,{",
    "9",
    "42/chat,[1",
    '451-/chat,["chat",{"_placeholder":true,"num":5}]',
    "42/chat,[]",
    '42/chat,{"a":1}',
    "40/chat,null",
    "\u0000",
    "4599999-[]",
  ];
  return new Promise((resolve) => {
    const socket = bareSocket(ann);
    // The first message is the server's greeting.
    socket.once("message", () => {
      socket.send(packets[i % packets.length]!);
      socket.close();
    });
    socket.on("error", () => socket.terminate()).on("close", () => resolve());
  });
}

/** What is no request, or half of one. */
export const garbage = (i: number, room: string): string => {
  const long = "a".repeat(20_000);
  const requests = [
    "GARBAGE\r\n\r\n",
    "GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET / HTTP/9.9\r\n\r\n",
    `GET /${long} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `POST /room HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{"a":`,
    `POST /room/${room}/gif HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\nContent-Length: 2\r\n\r\nxx`,
    "POST /room HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "GET /socket.io/?EIO=4&transport=nothing HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST /socket.io/?EIO=4&transport=polling&sid=nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx",
    "GET / HTTP/1.1\r\nHost: x\r\nCookie: gif-chat=s%3Aforged.signature\r\n\r\n",
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
  ];
  return requests[i % requests.length]!;
};

export function rawRequest(host: string, port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = createConnection(port, host, () => socket.write(text));
    // Whether it is answered or hung up on is the server's choice.
    socket.once("data", () => socket.destroy());
    socket.on("error", () => socket.destroy()).on("close", () => resolve());
    socket.setTimeout(100, () => socket.destroy());
  });
}
