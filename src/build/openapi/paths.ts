import { type Operation, whoMay } from "../../protocol/index.js";
import { both, type Input, isEmpty, toInput, toObjectSchema, withoutFields } from "./input-schemas.js";
import { refusalsOf, toRefusalResponses } from "./refusals.js";
import type { Schema } from "./type-schemas.js";

type AnswerOf = (name: string) => Schema;

const done = { $ref: "#/components/schemas/Done" };

export function toPaths(
  operations: Readonly<Record<string, Operation>>,
  answerOf: AnswerOf,
): Record<string, Schema> {
  const paths: Record<string, Schema> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const { route, twin, alias, status } = operation;
    const add = (as: string, where: string, answer: Schema) => {
      const [method, path] = where.split(" ") as [string, string];
      const template = path.replace(/:(\w+)/g, "{$1}");
      const described = toPathOperation(as, where, operation, answer);
      paths[template] = { ...paths[template], [method.toLowerCase()]: described };
    };
    if (route) add(name, route, status === 204 || operation.content ? {} : answerOf(name));
    if (twin) add(`${name}ByForm`, twin, status === 204 ? done : answerOf(name));
    if (alias) add(`${name}InRoom`, alias, answerOf(name));
  }
  return paths;
}

function toPathOperation(name: string, route: string, operation: Operation, answer: Schema): Schema {
  const [method, path] = route.split(" ") as [string, string];
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter!);
  const input = toInput(operation);
  const ofFile = operation.fileInput ? toInput({ ...operation, input: operation.fileInput }) : input;
  const [fields, besideFile] = [input, ofFile].map((one) => withoutFields(one, inPath)) as [Input, Input];
  const isRead = method === "GET";
  const parameters = [
    ...inPath.map((parameter) => toPathParameter(parameter, path)),
    ...(isRead ? toQuery(fields, operation) : []),
    ...(operation.proof ? [proofHeader] : []),
  ];
  return {
    operationId: name,
    tags: [tagOf(path)],
    summary: operation.does,
    description: whoMay[operation.who],
    ...(parameters.length && { parameters }),
    ...(method !== "GET" && method !== "DELETE" && toBody(fields, besideFile, operation)),
    security: securityOf(operation, path),
    responses: {
      ...toRefusalResponses(refusalsOf(operation, both(input, ofFile), route)),
      ...toSuccess(route, operation, answer),
    },
  };
}

const tagOf = (path: string): string => {
  if (path.startsWith("/operator")) return "operator";
  if (/hook|events/.test(path)) return "programs";
  return /^\/(?:room|i\/|gif|$)/.test(path) ? "rooms" : "site";
};

const sayings: Record<string, string> = {
  room: "The room's id.",
  seq: "The message's number in its room.",
  member: "The member's id.",
  visitor: "The visitor's id.",
  invite: "The invite's id.",
  hook: "The hook's id.",
  token: "The secret part of the link.",
  file: "The file's name, as in `url`, `still` or `small` of a picture.",
  hash: "The picture's SHA-256.",
};

const toPathParameter = (name: string, path: string): Schema => ({
  ...{ name, in: "path", required: true },
  description:
    sayings[name] ?? (path.startsWith("/operator") ? "The id of what the path names." : sayings.room),
  schema: name === "seq" ? { type: "integer", minimum: 1 } : { type: "string" },
});

const toQuery = ({ properties, required }: Input, { headers = [] }: Operation): Schema[] =>
  Object.entries(properties).map(([name, { description, ...schema }]) => ({
    ...{ name, in: headers.includes(name) ? "header" : "query" },
    ...{ required: required.includes(name), schema },
    ...(typeof description === "string" && { description }),
  }));

const proofHeader = {
  ...{ name: "proof", in: "header", required: false, schema: { type: "string" } },
  description: "A proof of work, if the answer was `PROOF_REQUIRED`.",
};

function toBody(fields: Input, besideFile: Input, { file }: Operation): { requestBody?: Schema } {
  if (isEmpty(fields)) return {};
  const schema = toObjectSchema(fields);
  const picture = { type: "string", contentMediaType: "application/octet-stream" };
  const { properties, required } = besideFile;
  const withFile = toObjectSchema({
    properties: { ...properties, ...(file && { [file]: picture }) },
    required,
  });
  return {
    requestBody: {
      required: fields.required.length > 0,
      content: {
        "application/json": { schema },
        "application/x-www-form-urlencoded": { schema },
        ...(file && { "multipart/form-data": { schema: withFile } }),
      },
    },
  };
}

function securityOf({ who }: Operation, path: string): Schema[] {
  if (path === "/metrics") return [{ metrics: [] }, {}];
  return who === "anybody" || who === "holder" ? [] : [{ session: [] }];
}

const atForm = "For `Accept: text/html`: back to a page, which says what was refused, too.";

function toSuccess(route: string, operation: Operation, answer: Schema): Record<string, Schema> {
  const { content, page, status = 200, otherStatus, who } = operation;
  const isTwin = route === operation.twin;
  if (content) {
    const description = content.includes("text/event-stream") ? "The events." : "The file.";
    return { 200: { description, content: toContent(content, { type: "string" }) } };
  }
  if (status === 303) return { 303: { description: "To a page." } };
  if (status === 204 && !isTwin) return { 204: { description: "Done." } };
  const html = page && { "text/html": { schema: { type: "string" } } };
  const json = { "application/json": { schema: answer } };
  const isForm = route.startsWith("POST") && who !== "holder";
  return {
    [status === 204 ? 200 : status]: { description: "Done.", content: { ...json, ...html } },
    ...(otherStatus && { [otherStatus]: { description: "The answer is no.", content: json } }),
    ...(isForm && { 303: { description: atForm } }),
  };
}

const toContent = (types: readonly string[], schema: Schema): Schema =>
  Object.fromEntries(types.map((type) => [type, { schema }]));
