import { withoutTokens } from "./logged-path.js";

/** `id` is what the visitor was told: the request's, or one made for the refusal of an event. */
export type ReportError = (error: unknown, id?: string) => void;

const MAX_CAUSES = 5;
const QUERY = /\?[\w%+.-]+=[^\s'"`)]*/g;

// Logs no other properties of an error: a failed Redis command, for example, holds chats.
export function describeError(error: unknown): string {
  const lines: string[] = [];
  for (let next = error; next !== undefined && lines.length < MAX_CAUSES; next = causeOf(next))
    lines.push(textOf(next));
  return withoutTokens(lines.join("\ncaused by: ")) || "Thrown: undefined";
}

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined);

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === "string" ? error : `Thrown: ${typeof error}`;
  const { code } = error as NodeJS.ErrnoException;
  const stack = (error.stack ?? `${error.name}: ${error.message}`).replace(QUERY, "?***");
  return code === undefined ? stack : `${stack}\n    code: ${code}`;
}
