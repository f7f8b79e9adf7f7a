import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  minimum?: number;
  minLength?: number;
  pattern?: string;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  schema: Schema;
}

export interface Response {
  description: string;
  content?: Record<string, { schema: Schema }>;
  "x-codes"?: string[];
}

export interface Described {
  operationId: string;
  tags: string[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  security: Record<string, string[]>[];
  responses: Record<string, Response>;
}

interface ServerEvent {
  description: string;
  payload: Schema;
}

interface ClientEvent {
  input?: Schema;
  answer?: Schema;
  refusals: string[];
}

export interface OpenApi {
  openapi: string;
  info: { version: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, object> };
  "x-sockets": {
    namespaces: {
      "/room": { serverSends: Record<string, ServerEvent> };
      "/chat": {
        auth: Schema;
        serverSends: Record<string, ServerEvent>;
        clientSends: Record<string, ClientEvent>;
      };
    };
  };
}

export interface Operation extends Described {
  method: string;
  path: string;
}

export const operationsOf = ({ paths }: OpenApi): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      ...described,
      method: method.toUpperCase(),
      path,
    })),
  );

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Says what does not fit; fields that are not described do not fit either. */
export class Checker {
  readonly #ajv = new Ajv2020({
    strict: true,
    allowUnionTypes: true,
    strictRequired: false,
    allErrors: true,
  });
  readonly #known = new Map<string, ValidateFunction>();

  constructor({ components }: OpenApi) {
    this.#ajv.addFormat("date-time", TIME).addFormat("date", /^\d{4}-\d\d-\d\d$/);
    this.#ajv.addVocabulary(["components"]);
    this.#ajv.addSchema({ $id: "doc", components: closed(components) as object });
  }

  misfit(schema: Schema, value: unknown): string | undefined {
    const key = JSON.stringify(schema);
    const validate = this.#known.get(key) ?? this.#ajv.compile(closed(schema) as object);
    this.#known.set(key, validate);
    if (validate(value)) return undefined;
    return `${this.#ajv.errorsText(validate.errors)}: ${JSON.stringify(value)}`;
  }
}

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [
    key,
    key === "$ref" ? String(part).replace("#/", "doc#/") : closed(part),
  ]);
  const copy = Object.fromEntries(entries) as Schema;
  const isObject = copy.type === "object" && copy.properties !== undefined;
  return isObject ? { ...copy, additionalProperties: false } : copy;
}

/** A value that fits, as small as may be. */
export function sample(schema: Schema): unknown {
  if ("const" in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return sample(schema.anyOf[0]!);
  if (schema.type === "integer" || schema.type === "number") return schema.minimum ?? 1;
  if (schema.type === "boolean") return true;
  if (schema.type === "array") return [];
  if (schema.type === "object") return sampleOf(schema);
  return "a".repeat(Math.max(1, schema.minLength ?? 1));
}

/** Of an object's required fields, and of those that are given. */
export function sampleOf(
  { properties = {}, required = [] }: Schema,
  given: Record<string, unknown> = {},
): Record<string, unknown> {
  const names = Object.keys(properties).filter((name) => name in given || required.includes(name));
  return Object.fromEntries(names.map((name) => [name, given[name] ?? sample(properties[name]!)]));
}
