import { type Operation, whoMay } from "../../protocol/index.js";
import { inputs } from "../../services/index.js";
import { isEmpty, toInput, toObjectSchema } from "./input-schemas.js";
import { refusalsOf } from "./refusals.js";
import type { Schema, TypeSchemas } from "./type-schemas.js";

/** OpenAPI has no words for events, so they are an extension. */
export function toEvents(types: TypeSchemas, requests: Readonly<Record<string, Operation>>): Schema {
  return {
    path: "/socket.io",
    namespaces: {
      "/room": { serverSends: toServerEvents(types, "LobbyEvents", ["socket"]) },
      "/chat": {
        auth: toObjectSchema(toInput({ does: "", who: "finder", input: inputs.entrance })),
        serverSends: toServerEvents(types, "ChatEvents", ["socket", "event-stream"]),
        clientSends: toClientEvents(types, requests),
      },
    },
  };
}

function toServerEvents(types: TypeSchemas, name: string, transports: readonly string[]): Schema {
  return Object.fromEntries(
    types.members(name).map((event) => {
      const [payload] = types.parameters(event.type);
      return [event.name, { description: event.says, payload: types.toSchema(payload!), transports }];
    }),
  );
}

function toClientEvents(types: TypeSchemas, requests: Readonly<Record<string, Operation>>): Schema {
  return Object.fromEntries(
    types.members("ChatRequests").map(({ name, type }) => {
      const operation = requests[name]!;
      const answer = types.acknowledged(types.parameters(type).at(-1));
      const input = toInput(operation);
      const described = {
        ...{ summary: operation.does, description: whoMay[operation.who] },
        ...(!isEmpty(input) && { input: toObjectSchema(input) }),
        ...(answer && { answer: types.toSchema(answer) }),
        refusals: refusalsOf(operation, input),
      };
      return [name, described];
    }),
  );
}
