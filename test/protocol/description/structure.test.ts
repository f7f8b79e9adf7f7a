import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Checker, type OpenApi, operationsOf } from "./document.js";

const root = new URL("../../../", import.meta.url);
const read = (file: string) => JSON.parse(readFileSync(new URL(file, root), "utf8"));
const document: OpenApi = read("public/openapi.json");
const operations = operationsOf(document);

/** The fields that OpenAPI 3.1 knows of these objects. */
const known = {
  document: "openapi info jsonSchemaDialect servers paths webhooks components security tags externalDocs",
  info: "title summary description termsOfService contact license version",
  operation:
    "tags summary description externalDocs operationId parameters requestBody responses callbacks deprecated security servers",
  parameter: "name in description required deprecated schema example examples style explode content",
  response: "description headers content links",
};

const unknownIn = (kind: keyof typeof known, value: object): string[] =>
  Object.keys(value).filter((key) => !key.startsWith("x-") && !known[kind].split(" ").includes(key));

const partsOf = (value: unknown): object[] =>
  typeof value === "object" && value !== null ? [value, ...Object.values(value).flatMap(partsOf)] : [];

test("/openapi.json is OpenAPI 3.1, of this version", () => {
  expect(document.openapi).toMatch(/^3\.1\.\d$/);
  expect(document.info.version).toBe(read("package.json").version);
  expect(unknownIn("document", document)).toEqual([]);
  expect(unknownIn("info", document.info)).toEqual([]);
  const tags = document.tags.map(({ name }) => name);
  for (const { method, path, operationId, ...operation } of operations) {
    expect([operationId, unknownIn("operation", operation)]).toEqual([operationId, []]);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const { parameters = [], security, responses } = operation;
    for (const parameter of parameters) expect(unknownIn("parameter", parameter)).toEqual([]);
    const given = parameters.filter((one) => one.in === "path").map(({ name }) => name);
    expect([operationId, given.sort()]).toEqual([operationId, inPath.sort()]);
    expect(new Set(parameters.map((one) => one.in + one.name)).size).toBe(parameters.length);
    expect(tags).toEqual(expect.arrayContaining(operation.tags));
    for (const scheme of security.flatMap(Object.keys))
      expect(document.components.securitySchemes).toHaveProperty(scheme);
    for (const [status, response] of Object.entries(responses)) {
      expect(status).toMatch(/^[1-5]\d\d$/);
      expect(unknownIn("response", response)).toEqual([]);
      expect(response.description).not.toBe("");
    }
  }
});

test("every operation has a name of its own, and every reference leads somewhere", () => {
  const names = operations.map(({ operationId }) => operationId);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  const references = partsOf(document).flatMap((part) => ("$ref" in part ? [String(part.$ref)] : []));
  for (const reference of new Set(references)) {
    const [, name] = /^#\/components\/schemas\/(\w+)$/.exec(reference) ?? [];
    expect([reference, name! in document.components.schemas]).toEqual([reference, true]);
  }
});

test("every schema is JSON Schema, and every event says what it is for", () => {
  const checker = new Checker(document);
  for (const { parameters = [], requestBody, responses } of operations) {
    const contents = [requestBody, ...Object.values(responses)].flatMap((one) =>
      Object.values(one?.content ?? {}),
    );
    for (const { schema } of [...parameters, ...contents]) checker.misfit(schema, undefined);
  }
  const { "/room": lobby, "/chat": chat } = document["x-sockets"].namespaces;
  for (const [name, event] of Object.entries({ ...lobby.serverSends, ...chat.serverSends })) {
    expect([name, event.description]).not.toEqual([name, ""]);
    checker.misfit(event.payload, undefined);
  }
  for (const { input = {}, answer = {} } of Object.values(chat.clientSends))
    for (const schema of [input, answer]) checker.misfit(schema, undefined);
});

test("the description says the limits that the server has", () => {
  const body = (path: string, method: string) =>
    document.paths[path]![method]!.requestBody!.content["application/json"]!.schema.properties;
  expect(body("/room", "post")).toMatchObject({
    title: { minLength: 1, maxLength: 50 },
    max: { type: "integer", minimum: 2, maximum: 200 },
    password: { maxLength: 72 },
    lifetime: { enum: ["left", "1h", "24h", "7d"] },
  });
  expect(body("/room/{id}/chat", "post")).toMatchObject({ chat: { minLength: 1, maxLength: 2000 } });
  expect(body("/room/{id}", "patch")).toMatchObject({ slow: { enum: [0, 5, 15, 60] } });
  expect(body("/room/{id}/invites", "post")).toMatchObject({ uses: { minimum: 1, maximum: 100 } });
});
