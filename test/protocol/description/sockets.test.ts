import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import type { Client } from "../../support/client.js";
import { useInstances } from "../../support/instances.js";
import { OPERATOR_TOKEN } from "../../support/operator.js";
import { Checker, type OpenApi, sampleOf } from "./document.js";
import { createScene, createStage, type Stage } from "./scenes.js";

const document: OpenApi = JSON.parse(
  readFileSync(new URL("../../../public/openapi.json", import.meta.url), "utf8"),
);
const { serverSends, clientSends } = document["x-sockets"].namespaces["/chat"];
const checker = new Checker(document);
const instances = useInstances(1, { EMPTY_ROOM_GRACE_MS: "300000", OPERATOR_TOKEN });
let stage: Stage;
beforeAll(async () => {
  stage = await createStage(instances.servers[0]!, instances.uri);
});

test("every request over a socket is answered as it is described, and so is what the room hears", async () => {
  const failures: (string | undefined)[] = [];
  const clients: { client: Client; event: string }[] = [];
  for (const [event, { input, answer, refusals }] of Object.entries(clientSends)) {
    const { who, room, fields } = await createScene(stage, event);
    const [socket, guest] = [
      await who.enter(room),
      event === "unban" ? undefined : await stage.guest.enter(room),
    ];
    const wrongs = Object.keys(input?.properties ?? {}).map((name) => ({ ...fields, [name]: { $ne: null } }));
    for (const wrong of wrongs) {
      const refused = await socket.ask(event, wrong);
      if (refused.ok || !refusals.includes(refused.error.code))
        failures.push(`${event} ${JSON.stringify(wrong)}: ${JSON.stringify(refused)}`);
    }
    const asked = input ? [sampleOf(input, fields)] : [];
    if (answer) {
      const answered = await socket.ask(event, ...asked);
      const misfit = answered.ok ? checker.misfit(answer, answered.data) : JSON.stringify(answered);
      failures.push(misfit && `${event}: ${misfit}`);
    } else socket.socket.emit(event, ...asked);
    for (const client of [socket, guest]) if (client) clients.push({ client, event });
  }
  const heard = () => clients.flatMap(({ client }) => client.received.map((said) => said.event));
  for (const event of ["chat", "editChat", "removeChat", "updateRoom"])
    await expect.poll(heard).toContain(event);
  for (const { client, event } of clients) {
    for (const { event: said, payload } of client.received) {
      if (said === "disconnect") continue;
      const described = serverSends[said];
      const misfit = described ? checker.misfit(described.payload, payload) : "It is not described";
      failures.push(misfit && `${said} after ${event}: ${misfit}`);
    }
    client.close();
  }
  expect(failures.filter((one) => one !== undefined)).toEqual([]);
});
