import { z } from "zod";
import type { Operation } from "../../protocol/index.js";
import type { Schema } from "./type-schemas.js";

export interface Input {
  properties: Record<string, Schema>;
  required: string[];
}

/** Schemas of requests as they are sent, before parsing, with the names of fields there. */
export function toInput({ input, fieldNames = {} }: Operation): Input {
  if (!input) return { properties: {}, required: [] };
  const schema = z.toJSONSchema(input, { io: "input", override: simplify }) as unknown as Partial<Input>;
  const rename = (name: string) => fieldNames[name] ?? name;
  const fields = Object.entries(schema.properties ?? {});
  return {
    properties: Object.fromEntries(fields.map(([name, field]) => [rename(name), withoutNothing(field)])),
    required: (schema.required ?? []).map(rename),
  };
}

/** Numbers and flags come as text from forms; where `meta` says what they are, that is enough. */
function simplify({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: object }): void {
  const meta = z.globalRegistry.get(zodSchema);
  if (meta && ("type" in meta || "enum" in meta)) delete (jsonSchema as Schema).anyOf;
}

/** An empty field of a form and `null` are as if the field were left out. */
function withoutNothing({ anyOf, ...schema }: Schema): Schema {
  if (!Array.isArray(anyOf)) return schema;
  const something = (anyOf as Schema[]).filter(({ type, const: value }) => type !== "null" && value !== "");
  const kept = something.map(withoutNothing);
  return kept.length === 1 ? { ...kept[0], ...schema } : { ...schema, anyOf: kept };
}

export const isEmpty = ({ properties }: Input): boolean => Object.keys(properties).length === 0;

/** Without the fields that the path has. */
export function withoutFields({ properties, required }: Input, names: readonly string[]): Input {
  const left = Object.entries(properties).filter(([name]) => !names.includes(name));
  return { properties: Object.fromEntries(left), required: required.filter((name) => !names.includes(name)) };
}

export const toObjectSchema = ({ properties, required }: Input): Schema => ({
  type: "object",
  properties,
  ...(required.length && { required }),
});

export const both = (one: Input, other: Input): Input => ({
  properties: { ...one.properties, ...other.properties },
  required: one.required,
});
