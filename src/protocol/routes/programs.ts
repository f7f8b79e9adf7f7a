import { inputs } from "../../services/index.js";
import type { Operations } from "../operation.js";

const hook = inputs.nickname;
const hookMessage = inputs.chat.omit({ replyTo: true }).partial().extend({ alt: inputs.gif.shape.alt });

/** For programs without a person at them. */
export const programRoutes = {
  createHook: {
    does: "Makes a hook: an address under which a program posts to the room without a session; shown this once",
    who: "host",
    input: hook,
    route: "POST /room/:id/hooks",
    status: 201,
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
  },
  sendByHook: {
    does: "Posts a message or a picture under the hook's name",
    who: "holder",
    input: hookMessage,
    file: "gif",
    route: "POST /hook/:token",
    status: 201,
    beforePassword: true,
    refusals: ["NO_GIF", "BAD_GIF", "GIF_TOO_BIG", "STORAGE_FULL"],
  },
  streamEvents: {
    does: "Streams what the namespace `/chat` says; `Last-Event-ID` is `SEQ.CHANGE` or a seq",
    who: "member",
    route: "GET /room/:id/events",
    content: ["text/event-stream"],
    refusals: ["NO_SESSION"],
  },
} as const satisfies Operations;
