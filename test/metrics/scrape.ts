import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { expect } from "vitest";

/** By hand, because fetch chooses the name of the host itself. */
export async function ask(
  url: string,
  headers: Record<string, string> = {},
  path = "/metrics",
): Promise<{ status: number; body: string }> {
  const [answer] = (await once(request(`${url}${path}`, { headers }).end(), "response")) as [IncomingMessage];
  return { status: answer.statusCode!, body: await text(answer) };
}

/** The figures by their names, as they stand in the text. */
export async function figuresOf(
  url: string,
  headers: Record<string, string> = {},
): Promise<Record<string, number>> {
  const { status, body } = await ask(url, headers);
  expect(status).toBe(200);
  const lines = body.split("\n").filter((line) => line && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]),
  );
}
