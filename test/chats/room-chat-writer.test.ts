import { expect, test } from "vitest";
import type { ChatModel, NewChat } from "../../src/db/models/chat.js";
import { RoomChatWriter } from "../../src/services/chats/room-chat-writer.js";
import type { Chat } from "../../src/shared/events.js";

function lean<T>(value: T) {
  const query = { sort: () => query, lean: async () => value };
  return query;
}

const toChat = ({ author, clientId, seq }: NewChat) => ({ author, clientId, seq }) as unknown as Chat;

test("a chat that a reader announces before its own insert has returned is told to the other instances", async () => {
  const stored: NewChat[] = [];
  const told: { seqs: number[]; ours: number }[] = [];
  const model = { find: () => lean(stored), findOne: () => lean(stored.at(-1)) } as unknown as ChatModel;
  const inserter = {
    waitForArrivals: async () => {},
    waitForReplies: async () => {},
    insert: async (_room: string, records: NewChat[]) => {
      stored.push(...records);
      await writer.catchUp();
      return records.length;
    },
  };
  const toChats = async (records: readonly unknown[]) => (records as NewChat[]).map(toChat);
  const writer = new RoomChatWriter("room", model, toChats, inserter, (chats, { ours }) => {
    told.push({ seqs: chats.map(({ seq }) => seq), ours });
  });
  await writer.append({ author: "ann", clientId: "a" } as NewChat);
  expect(told).toEqual([{ seqs: [1], ours: 1 }]);
});
