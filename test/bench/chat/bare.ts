import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import multer from "multer";
import nunjucks from "nunjucks";
import { Server } from "socket.io";
import { WebSocketServer } from "ws";
import { addServerFilters } from "../../../src/http/rendering/server-filters.js";
import { toFrame } from "../../../src/realtime/tuning/write-batching.js";
import { translator } from "../../../src/shared/i18n/index.js";
import { toChatPropsList } from "../../../src/shared/render/chat-props.js";
import { configureViews } from "../../../src/shared/render/template-helpers.js";
import { openRawStorage } from "../raw-storage.js";

/**
 * The baselines: each library as its own documentation shows it, with what the app's visitors get in the end, and
 * nothing of what makes it an app: no sessions, no checks, nothing stored.
 */
const kinds: Record<string, () => ReturnType<typeof createServer>> = { raw, socketIo, page, upload };

const [kind = "", argument = ""] = process.argv.slice(2);
const server = kinds[kind]!();
// As many may wait to be taken as with ours: who finds no place waits for the system, and not for the library.
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

/** A chat with the same fields as the app's. */
function chatOf(seq: number, chat: string) {
  const user = "#3a6ea5";
  const author = "b8FJq0aTqSxk3yQZ";
  const clientId = `client-${String(seq).padStart(9, "0")}`;
  return {
    room: "6nGkq2LmXy0B",
    seq,
    clientId,
    author,
    user,
    name: user,
    chat,
    createdAt: new Date().toISOString(),
  };
}

interface Listener {
  tcp: Socket;
  answers: string[];
}

/** What Node can do: each room's messages of a turn are framed once, and written once to each socket. */
function raw() {
  const http = createServer();
  const rooms = new Map<string, { listeners: Set<Listener>; chats: object[] }>();
  let seq = 0;
  const join = (name: string, tcp: Socket) => {
    const room = rooms.get(name) ?? { listeners: new Set(), chats: [] };
    const listener = { tcp, answers: [] as string[] };
    rooms.set(name, room);
    room.listeners.add(listener);
    tcp.write(toFrame('0/chat,{"sid":"raw"}'));
    return (id: string, chat: string) => {
      const said = chatOf(++seq, chat);
      if (room.chats.push(said) === 1) setImmediate(() => tellAll(room.listeners, room.chats.splice(0)));
      listener.answers.push(`3/chat,${id}[${JSON.stringify({ ok: true, data: said })}]`);
    };
  };
  new WebSocketServer({ server: http }).on("connection", (socket, { socket: tcp }) => {
    let say: ReturnType<typeof join>;
    socket.send("0{}");
    socket.on("message", (data) => {
      const text = data.toString();
      if (text.startsWith("40/chat,")) say = join(JSON.parse(text.slice("40/chat,".length)).room, tcp);
      const [, id, json] = /^42\/chat,(\d+)(.*)$/.exec(text) ?? [];
      if (id && json) say(id, JSON.parse(json)[1].chat);
    });
  });
  return http;
}

function tellAll(listeners: Set<Listener>, chats: object[]): void {
  const event = toFrame(`2/chat,${JSON.stringify(["chat", chats])}`);
  for (const { tcp, answers } of listeners)
    tcp.write(answers.length ? Buffer.concat([event, ...answers.splice(0).map(toFrame)]) : event);
}

function socketIo() {
  const http = createServer();
  const io = new Server(http, { serveClient: false }).of("/chat");
  const storage = usedStorage();
  let seq = 0;
  io.on("connection", (socket) => {
    const { room } = socket.handshake.auth as { room: string };
    socket.join(room);
    socket.on("chat", ({ chat }: { chat: string }, answer: (chat: object) => void) => {
      const said = chatOf(++seq, chat);
      // In the room of the figure about acknowledgements each chat is one durable write of the raw storage.
      if (room === "durable") {
        const id = Buffer.from(said.clientId);
        storage.insert([[{ id, room, seq, doc: Buffer.from(JSON.stringify(said)) }]]);
      }
      io.to(room).emit("chat", said);
      answer(said);
    });
  });
  return http;
}

/** With a log that has grown to its size: the first writes of a new file are slower than all that follow. */
function usedStorage() {
  const storage = openRawStorage(mkdtempSync(join(tmpdir(), "bench-raw-")));
  const doc = Buffer.alloc(300, "x");
  const row = (seq: number) => ({ id: Buffer.from(`used-${seq}`), room: "used", seq, doc });
  storage.insert(
    Array.from({ length: 50 }, (_, batch) => Array.from({ length: 500 }, (_, i) => row(batch * 500 + i))),
  );
  return storage;
}

/** The app's own templates with the data of one page, which lies in memory. */
function page() {
  const app = express();
  const env = nunjucks.configure("views", {
    autoescape: true,
    express: app,
    trimBlocks: true,
    lstripBlocks: true,
  });
  const assets = JSON.parse(readFileSync("dist/assets.json", "utf8"));
  env.addGlobal("asset", (name: string) => assets[name].url);
  env.addGlobal("imports", (name: string) => assets[name].imports);
  configureViews(env, translator);
  env.addFilter("chatProps", toChatPropsList);
  addServerFilters(env);
  const data = JSON.parse(readFileSync(argument, "utf8"));
  const loop = '{% for chat in chats | chatProps(viewer) %}{% include "partials/chat.njk" %}{% endfor %}';
  const template = nunjucks.compile(loop, env);
  env.addFilter("chatHtml", (chats: object[], viewer: object) => {
    const html = template.render({ chats, viewer, lang: data.lang });
    return new nunjucks.runtime.SafeString(html);
  });
  app.set("view engine", "njk");
  app.get("/", (_req, res) => res.render("room", data));
  return createServer(app);
}

function upload() {
  const app = express();
  app.post("/", multer({ dest: argument }).single("gif"), (_req, res) => res.status(201).json({ ok: true }));
  return createServer(app);
}
