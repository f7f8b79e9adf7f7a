import { chatRequests, operations } from "../../protocol/index.js";
import { toEvents } from "./events.js";
import { toPaths } from "./paths.js";
import { codes, refusalSchema } from "./refusals.js";
import type { Schema, TypeSchemas } from "./type-schemas.js";

const description = `Rooms that end when the last visitor leaves. docs/protocol.md tells how it works; this describes each operation.

Send \`Accept: application/json\`, and the session cookie that any page sets, for instance \`GET /\`; it may change, so keep the newest. Send JSON or forms. Without \`Accept: application/json\`, routes with pages answer as to a browser: with HTML, or 303 after a form.

A refusal is \`{ "error": { "code", "message" } }\`. New fields, codes and operations may come; none goes. Events are under \`x-sockets\`.`;

const tags = [
  { name: "rooms", description: "Rooms, messages and who looks after them." },
  { name: "programs", description: "Hooks, and a stream of events." },
  { name: "site", description: "Visitors, and the site as a whole." },
  { name: "operator", description: "For who runs the server. 404 without `OPERATOR_TOKEN`." },
];

export function createDocument(types: TypeSchemas, version: string): Schema {
  const answers = new Map(types.members("Answers").map(({ name, type }) => [name, type]));
  for (const { name, type } of types.members("ChatRequests")) {
    const data = types.acknowledged(types.parameters(type).at(-1));
    if (data && !isNull(types.toSchema(data))) answers.set(name, data);
  }
  const done = types.named("Done");
  types.named("ErrorView");
  const answerOf = (name: string): Schema => {
    const type = answers.get(name);
    return type ? types.toSchema(type) : done;
  };
  const paths = toPaths(operations, answerOf);
  const sockets = toEvents(types, chatRequests);
  return {
    openapi: "3.1.1",
    info: { title: "gif-chat", version, description, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "/" }],
    tags,
    paths,
    components: { schemas: toComponents(types), securitySchemes },
    "x-sockets": sockets,
  };
}

const isNull = ({ type }: Schema): boolean => type === "null";

function toComponents({ components }: TypeSchemas): Record<string, Schema> {
  const { ErrorView: error, ...others } = components;
  const properties = { ...(error!.properties as Schema), code: { type: "string", enum: codes } };
  return { ...others, ErrorView: { ...error, properties }, Refusal: refusalSchema };
}

const securitySchemes = {
  session: {
    ...{ type: "apiKey", in: "cookie", name: "gif-chat" },
    description: "Any page sets it, for instance `GET /`. There are no accounts.",
  },
  metrics: { type: "http", scheme: "bearer", description: "`METRICS_TOKEN`." },
};
