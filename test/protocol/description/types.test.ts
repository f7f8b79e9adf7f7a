import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const run = promisify(execFile);

const consumer = `
import type { Socket } from "socket.io-client";
import type { Answers, Chat, ChatEvents, ChatRequests, LobbyEvents } from "gif-chat/protocol";

export function follow(socket: Socket<ChatEvents, ChatRequests>, lobby: Socket<LobbyEvents>): void {
  socket.on("chat", (chats) => chats.map(({ seq, gif }: Chat) => gif?.url ?? seq));
  socket.emit("chat", { chat: "hello" }, (answer) => answer.ok && answer.data.seq);
  lobby.on("news", ({ people }, acknowledge) => (people > 0 ? acknowledge() : undefined));
  // @ts-expect-error There is no such event.
  socket.on("nothing", () => {});
  // @ts-expect-error A message has a text.
  socket.emit("chat", { text: "hello" }, () => {});
}

export const titles = ({ rooms }: Answers["listRooms"]): string[] => rooms.map(({ title }) => title);
export const wrong = (answer: Answers["viewRoom"]) =>
  // @ts-expect-error It has no such field.
  answer.nothing;
`;

const config = {
  compilerOptions: {
    ...{ strict: true, noEmit: true, module: "nodenext", target: "es2023", types: [] },
    // Our declarations are checked, and those of others are not ours.
    skipLibCheck: false,
  },
  files: ["consumer.ts"],
};

let folder: string;
/** As it is after `npm install gif-chat socket.io-client`. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "gif-chat-types-"));
  const installed = path.join(folder, "node_modules/gif-chat");
  await mkdir(installed, { recursive: true });
  await cp(path.join(root, "package.json"), path.join(installed, "package.json"));
  await cp(path.join(root, "dist/types"), path.join(installed, "dist/types"), { recursive: true });
  for (const name of [
    "socket.io-client",
    "engine.io-client",
    "socket.io-parser",
    "engine.io-parser",
    "@socket.io",
  ])
    await symlink(path.join(root, "node_modules", name), path.join(folder, "node_modules", name));
  await writeFile(path.join(folder, "consumer.ts"), consumer);
  await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(config));
});
afterAll(() => rm(folder, { recursive: true }));

test("a program compiles with the package's types of the protocol", async () => {
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [compiler, "-p", folder]).catch((error) => error);
  expect(stdout).toBe("");
});
