import { inputs, toPageJson } from "../../services/index.js";
import type { Requests } from "../operation.js";

export const messageRequests = {
  chat: {
    does: "Sends a message to the room",
    who: "member",
    input: inputs.chat,
    route: "POST /room/:id/chat",
    status: 201,
    refusals: ["SLOW_MODE", "READ_ONLY"],
    run: ({ chats }, { visitor, room }, input) => chats.sender.send(visitor, room, input),
  },
  history: {
    does: "Reads messages before or after a seq, after a change, or since a time",
    who: "reader",
    input: inputs.history,
    route: "GET /room/:id/chats",
    read: async ({ chats }, { visitor, room }, input) => {
      return async () => toPageJson(await chats.history(visitor, room, input));
    },
  },
  editChat: {
    does: "Changes the text of a message",
    who: "author",
    input: inputs.edit,
    route: "PATCH /room/:id/chat/:seq",
    twin: "POST /room/:id/chat/:seq/edit",
    refusals: ["CHAT_NOT_FOUND", "READ_ONLY"],
    run: ({ chats }, { visitor, room }, input) => chats.edit(visitor, room, input),
  },
  removeChat: {
    does: "Removes a message's content; its seq stays",
    who: "authorOrModerator",
    input: inputs.seq,
    route: "DELETE /room/:id/chat/:seq",
    twin: "POST /room/:id/chat/:seq/delete",
    refusals: ["CHAT_NOT_FOUND"],
    run: ({ chats }, { visitor, room }, input) => chats.remove(visitor, room, input),
  },
  react: {
    does: "Adds an emoji to a message, or takes it back",
    who: "member",
    input: inputs.react,
    route: "POST /room/:id/chat/:seq/react",
    refusals: ["CHAT_NOT_FOUND", "TOO_MANY_REACTIONS", "SLOW_MODE", "READ_ONLY"],
    run: ({ chats }, { visitor, room }, input) => chats.react(visitor, room, input),
  },
  search: {
    does: "Finds messages that have a text, the newest first; looks through 2,000 of them at most",
    who: "member",
    input: inputs.search,
    route: "GET /room/:id/search",
    page: true,
    read: async ({ chats }, { visitor, room }, input, inTurn) => {
      const found = await chats.search(visitor, room, input, inTurn);
      return async () => JSON.stringify(found);
    },
  },
  typing: {
    does: "Tells the others that the visitor is writing; it has no answer",
    who: "member",
    run: async ({ chats }, { visitor, room }) => chats.typing(visitor, room),
  },
  whisper: {
    does: "Sends a text to one member alone; it is never stored",
    who: "member",
    input: inputs.whisper,
    refusals: ["MEMBER_NOT_FOUND", "SLOW_MODE", "READ_ONLY"],
    run: ({ chats }, { visitor, room }, input) => chats.whisper(visitor, room, input),
  },
} as const satisfies Partial<Requests>;
