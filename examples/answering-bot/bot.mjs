// Answers in a room when somebody says its name.
import { io } from "socket.io-client";

/** @typedef {import("gif-chat/protocol").Chat} Chat */

const [site = "", room = "", password] = process.argv.slice(2);
if (!URL.canParse(site) || !/^https?:$/.test(new URL(site).protocol) || !room) {
  console.error("Usage: node bot.mjs https://chat.example ROOM [PASSWORD]");
  process.exit(1);
}
const name = process.env.BOT_NAME ?? "Echo";
let [cookie, me] = ["", ""];
/** The last seq and the last change that were seen; what comes after them is sent at the next connection. */
let [after, changed] = [0, 0];

/** @param {number} count */
const seconds = (count) => new Promise((resolve) => setTimeout(resolve, count * 1000));

/** @param {string} path @param {Record<string, string>} [form] @returns {Promise<any>} */
async function ask(path, form) {
  const init = form && { method: "POST", body: new URLSearchParams(form) };
  const answer = await fetch(new URL(path, site), {
    headers: { accept: "application/json", cookie },
    ...init,
  });
  cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
  const body = /** @type {any} */ (await answer.json());
  if (answer.ok) return body;
  if (answer.status !== 429 && answer.status !== 503) throw new Error(`${path}: ${body.error.message}`);
  await seconds(Number(answer.headers.get("retry-after")));
  return ask(path, form);
}

await ask("/");
await ask("/nickname", { name });
if (password) await ask(`/room/${room}/enter`, { password });

const socket = io(new URL("/chat", site).href, {
  transports: ["websocket"],
  extraHeaders: { cookie },
  auth: (send) => send({ room, ...(me && { after, changed }) }),
  // What got no answer is sent again, after a lost connection too.
  ...{ ackTimeout: 10_000, retries: 1000 },
});

socket.on("welcome", (/** @type {import("gif-chat/protocol").Welcome} */ welcome) => {
  if (!me) after = welcome.lastSeq;
  me = welcome.me.id;
  changed = welcome.changed;
  console.log(`In the room "${welcome.room.title}" as ${welcome.me.name}`);
});
for (const event of ["editChat", "removeChat", "react"])
  socket.on(event, ({ change }) => {
    if (change === changed + 1) changed = change;
  });
socket.on("chat", (/** @type {Chat[]} */ chats) => {
  for (const chat of chats) {
    after = Math.max(after, chat.seq);
    if (chat.author !== me && chat.mentions?.includes(me)) void answer(chat);
  }
});

/** @param {Chat} question */
async function answer(question) {
  const text = `${question.name} said: ${question.chat?.replaceAll(`@${name}`, "").trim()}`;
  // The same clientId for the same question: however often it is sent, it is stored once.
  const message = { chat: text.slice(0, 2000), replyTo: question.seq, clientId: `answer-${question.seq}` };
  const { ok, error } = await socket.emitWithAck("chat", message);
  if (ok) return;
  if (!["SLOW_MODE", "TOO_MANY_REQUESTS", "BUSY"].includes(error.code)) return console.error(error.message);
  await seconds(error.retryAfter ?? 10);
  await answer(question);
}

const comeBack = () => seconds(2).then(() => socket.connect());
socket.on("connect_error", ({ message, data }) => {
  console.error(data?.message ?? message);
  // Without a code the server is not there, and Socket.IO tries again by itself.
  if (["BUSY", "NO_SESSION", "TOO_MANY_REQUESTS"].includes(data?.code)) void comeBack();
});
socket.on("disconnect", (reason) => reason === "io server disconnect" && void comeBack());
socket.on("kick", ({ reason }) => console.log(`Out of the room: ${reason}`));
socket.on("kick", () => socket.disconnect());
process.once("SIGINT", () => socket.volatile.timeout(2000).emit("leave", () => socket.disconnect()));
