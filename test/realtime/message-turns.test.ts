import { expect, test } from "vitest";
import { bareSocket } from "../support/client.js";
import { useServer } from "../support/server.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });
const FLOOD = 1000;

test("one message of a socket that sends a thousand at once is handled before those of others wait for all", async () => {
  const ann = await server.visitor();
  const { _id } = await ann.open();
  const calm = await ann.enter(_id);
  const flood = bareSocket(ann);
  let answers = 0;
  await new Promise<void>((resolve, reject) => {
    flood.on("error", reject).on("message", (data) => {
      const said = data.toString();
      if (said.startsWith("0")) flood.send(`40/chat,${JSON.stringify({ room: _id })}`);
      if (said.startsWith("43")) answers++;
      if (said.startsWith('42/chat,["welcome"')) resolve();
    });
  });
  for (let i = 0; i < FLOOD; i++) flood.send(`42/chat,${i}["whisper",{"to":"nobody","chat":"x"}]`);
  expect((await calm.call("chat", { chat: "calm" })).chat).toBe("calm");
  expect(answers).toBeLessThan(FLOOD * 0.9);
  await expect.poll(() => answers, { timeout: 20_000 }).toBe(FLOOD);
  flood.close();
  calm.close();
});
