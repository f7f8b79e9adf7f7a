import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Searcher, type SearchState } from "../../../src/browser/room/search/searcher.js";
import type { SendRequest } from "../../../src/browser/room/socket.js";
import type { Answer, Chat, Found } from "../../../src/shared/events.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const chat = (seq: number, text = "a needle"): Chat => ({
  ...{ room: "r", seq, author: "ann", user: "#123456", name: "Ann" },
  ...{ chat: text, createdAt: "2026-11-29T10:00:00Z" },
});
const found = (seqs: number[], searchedTo: number): Answer<Found> => ({
  ok: true,
  data: { chats: seqs.map((seq) => chat(seq)), more: searchedTo > 1, searchedTo },
});
const refused = (code: string, retryAfter?: number): Answer<never> => ({
  ok: false,
  error: { code, message: "", ...(retryAfter !== undefined && { retryAfter }) },
});

/** A searcher whose questions the test answers, in any order. */
function start() {
  const asked: { input: object; answer: (answer: Answer<Found>) => Promise<void> }[] = [];
  const states: SearchState[] = [];
  const sendRequest = ((_name: string, input: object) =>
    new Promise<Answer<unknown>>((resolve) =>
      asked.push({
        input,
        answer: async (answer) => {
          resolve(answer);
          await vi.advanceTimersByTimeAsync(0);
        },
      }),
    )) as SendRequest;
  const searcher = new Searcher({
    sendRequest,
    getLastSeq: () => 2500,
    onChange: (state) => states.push(state),
  });
  return { searcher, asked, states, inputs: () => asked.map(({ input }) => input) };
}

test("asks once typing pauses, and only the newest question counts, whichever answer comes last", async () => {
  const { searcher, asked, inputs } = start();
  for (const text of ["n", "ne", "nee"]) searcher.ask(text);
  await vi.advanceTimersByTimeAsync(1000);
  expect(inputs()).toEqual([{ q: "nee" }]);
  searcher.ask(" nee ");
  searcher.ask("need");
  await vi.advanceTimersByTimeAsync(1000);
  expect(inputs()).toEqual([{ q: "nee" }, { q: "need" }]);
  await asked[1]!.answer(found([7], 1));
  await asked[0]!.answer(found([9, 8], 1));
  expect(searcher.state).toMatchObject({ q: "need", status: "done", more: false, chats: [{ seq: 7 }] });
  searcher.ask("n");
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toHaveLength(2);
  expect(searcher.state).toMatchObject({ status: "idle", chats: [] });
});

test("looks further back from where the last answer ended, and says how far it has looked", async () => {
  const { searcher, asked, inputs } = start();
  searcher.ask("needle");
  await vi.advanceTimersByTimeAsync(1000);
  searcher.lookFurther();
  await asked[0]!.answer(found([2400], 501));
  expect(searcher.state).toMatchObject({ more: true, lookedThrough: 2000 });
  searcher.lookFurther();
  searcher.lookFurther();
  expect(inputs()).toEqual([{ q: "needle" }, { q: "needle", before: 501 }]);
  await asked[1]!.answer(found([400], 1));
  expect(searcher.state).toMatchObject({ status: "done", more: false, lookedThrough: 2500 });
  expect(searcher.state.chats.map(({ seq }) => seq)).toEqual([2400, 400]);
});

test("waits quietly as long as the server asks for, and for the connection", async () => {
  const { searcher, asked, inputs } = start();
  searcher.ask("needle");
  await vi.advanceTimersByTimeAsync(1000);
  await asked[0]!.answer(refused("TOO_MANY_REQUESTS", 4));
  expect(searcher.state.status).toBe("searching");
  await vi.advanceTimersByTimeAsync(3999);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  await asked[1]!.answer(refused("OFFLINE"));
  expect(searcher.state.status).toBe("offline");
  searcher.resume();
  await asked[2]!.answer(found([3], 1));
  expect(inputs()).toEqual([{ q: "needle" }, { q: "needle" }, { q: "needle" }]);
  expect(searcher.state).toMatchObject({ status: "done", chats: [{ seq: 3 }] });
  searcher.ask("other");
  await vi.advanceTimersByTimeAsync(1000);
  await asked[3]!.answer(refused("NOT_ALLOWED"));
  expect(searcher.state).toMatchObject({ status: "refused", code: "NOT_ALLOWED" });
});

test("follows edits and removals of what it shows", async () => {
  const { searcher, asked, states } = start();
  searcher.ask("needle");
  await vi.advanceTimersByTimeAsync(1000);
  await asked[0]!.answer(found([3, 2, 1], 1));
  const before = states.length;
  searcher.update(chat(9));
  expect(states).toHaveLength(before);
  searcher.update({ ...chat(3), chat: "no longer" });
  searcher.update({ ...chat(2), chat: "a sharper NEEDLE" });
  searcher.update({ ...chat(1), removedAt: "2026-11-29T11:00:00Z" });
  expect(searcher.state.chats).toMatchObject([{ seq: 2, chat: "a sharper NEEDLE" }]);
});
