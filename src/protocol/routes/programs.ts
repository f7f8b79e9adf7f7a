import { inputs } from "../../services/index.js";
import type { Operations } from "../operation.js";

/** For programs without a person at them. */
export const programRoutes = {
  createHook: {
    does: "Makes a hook: an address under which a program posts to the room without a session; shown this once",
    who: "host",
    input: inputs.hook,
    route: "POST /room/:id/hooks",
    status: 201,
    refusals: ["NAME_TAKEN", "TOO_MANY_HOOKS"],
  },
  listHooks: {
    does: "Lists the hooks, without their addresses",
    who: "host",
    route: "GET /room/:id/hooks",
    page: true,
  },
  removeHook: {
    does: "Ends a hook",
    who: "host",
    route: "DELETE /room/:id/hooks/:hook",
    twin: "POST /room/:id/hooks/:hook/delete",
    status: 204,
    refusals: ["HOOK_NOT_FOUND"],
  },
  sendByHook: {
    does: "Posts a message or a picture under the hook's name",
    who: "holder",
    input: inputs.chat,
    file: "gif",
    fileInput: inputs.gif,
    route: "POST /hook/:token",
    status: 201,
    beforePassword: true,
    refusals: [
      ...(["HOOK_NOT_FOUND", "BANNED", "NO_GIF", "BAD_GIF", "GIF_TOO_BIG", "HEIC_NOT_READ"] as const),
      ...(["VIDEO_NOT_READ", "BLOCKED", "STORAGE_FULL"] as const),
    ],
  },
  streamEvents: {
    does: "Streams what the namespace `/chat` says: `event` is a name of its `serverSends` under `x-sockets`, `data` the payload, and `id` what to send as `Last-Event-ID`",
    who: "member",
    input: inputs.events,
    fieldNames: { lastEventId: "Last-Event-ID" },
    headers: ["Last-Event-ID"],
    route: "GET /room/:id/events",
    content: ["text/event-stream"],
    refusals: ["CROSS_SITE"],
  },
} as const satisfies Operations;
