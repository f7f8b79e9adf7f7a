import type { Operation } from "../../protocol/index.js";
import { type Code, codeOfField, statuses } from "../../services/index.js";
import { type Input, isEmpty } from "./input-schemas.js";
import type { Schema } from "./type-schemas.js";

const byWho: Partial<Record<Operation["who"], readonly Code[]>> = {
  reader: ["NOT_ALLOWED"],
  member: ["NOT_ALLOWED"],
  author: ["NOT_ALLOWED"],
  authorOrModerator: ["NOT_ALLOWED"],
  moderator: ["NOT_HOST", "NOT_ALLOWED"],
  host: ["NOT_HOST", "NOT_ALLOWED"],
  opener: ["NOT_HOST", "NOT_ALLOWED"],
  operator: ["NOT_ALLOWED"],
};

/** Every code that the operation may be refused with. */
export function refusalsOf(operation: Operation, input: Input, route?: string): Code[] {
  const { who, proof, beforePassword, refusals = [] } = operation;
  const isWrite = route === undefined || !route.startsWith("GET");
  return [
    ...new Set<Code>([
      ...(["BAD_REQUEST", "TOO_MANY_REQUESTS", "INTERNAL", "BUSY"] as const),
      ...(route !== undefined && isWrite ? (["CROSS_SITE", "TOO_LARGE"] as const) : []),
      ...(route?.includes("/room/:id") ? (["ROOM_NOT_FOUND", "BANNED"] as const) : []),
      ...(route?.includes(":room") ? (["ROOM_NOT_FOUND"] as const) : []),
      ...(route === undefined ? (["BANNED", "NO_SESSION"] as const) : []),
      ...(who === "visitor" ? (["BANNED"] as const) : []),
      ...(beforePassword ? [] : (["SITE_PASSWORD_REQUIRED"] as const)),
      ...(proof ? (["PROOF_REQUIRED"] as const) : []),
      ...(isEmpty(input) ? [] : (["BAD_INPUT"] as const)),
      ...Object.keys(input.properties).map(codeOfField),
      ...(byWho[who] ?? []),
      ...refusals,
    ]),
  ];
}

/** One answer for each status, with its codes. */
export function toRefusalResponses(codes: readonly Code[]): Record<string, Schema> {
  const found = [...new Set(codes.map((code) => statuses[code]))].sort((a, b) => a - b);
  const byStatus = found.map((status) => ({
    status,
    some: codes.filter((code) => statuses[code] === status),
  }));
  return Object.fromEntries(
    byStatus.map(({ status, some }) => [
      String(status),
      {
        description: some.map((code) => `\`${code}\``).join(", "),
        ...([429, 503].includes(status) && { headers: retryAfter }),
        content: { "application/json": { schema: { $ref: "#/components/schemas/Refusal" } } },
        "x-codes": some,
      },
    ]),
  );
}

const retryAfter = {
  "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" } },
};

export const refusalSchema: Schema = {
  type: "object",
  description: "Nothing was changed; only after a 500 or 503 something may have been.",
  properties: { error: { $ref: "#/components/schemas/ErrorView" } },
  required: ["error"],
};

export const codes = Object.keys(statuses) as Code[];
