import type { Chat } from "../../src/shared/events.js";
import type { TestServer } from "../support/server.js";
import type { Visitor } from "../support/visitor.js";

// biome-ignore lint/suspicious/noExplicitAny: tests look at what comes back, whatever it is
type Answer = { status: number; body: any; headers: Headers };
export type Body = Record<string, string> | FormData | string | Uint8Array;

/** A program: it has an address of a hook, and neither a cookie nor a browser. */
export async function post(url: string, body: Body, headers: Record<string, string> = {}): Promise<Answer> {
  const isPlain = body instanceof FormData || typeof body === "string" || body instanceof Uint8Array;
  const sent = isPlain ? body : new URLSearchParams(body);
  const answer = await fetch(url, { method: "POST", body: sent as BodyInit, headers });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

export const json = { "content-type": "application/json" };

export function picture(file: Uint8Array, fields: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("gif", new Blob([file as Uint8Array<ArrayBuffer>], { type: "image/gif" }), "cat.gif");
  return form;
}

export const codeOf = ({ status, body }: { status: number; body?: Answer["body"] }) =>
  body?.error?.code ?? status;

/** A room of hers, and how hooks are made in it. */
export async function roomOf(server: Pick<TestServer, "url">, ann: Visitor, fields: object = {}) {
  const { _id: room } = await ann.open({ max: 20, ...fields });
  await ann.page(`/room/${room}`);
  const hooks = `/room/${room}/hooks`;
  return {
    ...{ room, hooks },
    make: (name: string, by = ann) => by.json("POST", hooks, { name }),
    /** The whole address. */
    hook: async (name = "Build", by = ann): Promise<string> =>
      server.url + (await by.json("POST", hooks, { name })).body.url,
    list: async (by = ann) => (await by.json("GET", hooks)).body.hooks,
    chats: async (by = ann): Promise<Chat[]> => (await by.json("GET", `/room/${room}/chats`)).body.chats,
  };
}
