import { expect, test } from "vitest";
import type { ChatModel, ChatRecord } from "../../src/db/models/chat.js";
import { Refusal } from "../../src/services/errors.js";
import { MessageRemoval } from "../../src/services/operator/acts/message-removal.js";

const HASH = "a".repeat(64);

/** Messages that show the picture, some of which somebody else removes at the same moment. */
function setUp(shown: number[], gone: number[] = []) {
  const jobs: (() => Promise<unknown>)[] = [];
  const found = () => shown.map((seq) => ({ room: "r", seq }) as ChatRecord);
  const find = () => ({ limit: (most: number) => ({ lean: async () => found().slice(0, most) }) });
  const removeChat = async ({ seq }: ChatRecord) => {
    if (gone.includes(seq)) throw new Refusal("CHAT_NOT_FOUND");
    shown.splice(shown.indexOf(seq), 1);
  };
  const background = { onceSettled: (job: () => Promise<unknown>) => void jobs.push(job) };
  const removal = new MessageRemoval({ find } as unknown as ChatModel, { removeChat }, background);
  return { removal, jobs };
}

test("a picture that was checked before it was blocked, and stored afterwards, is removed a little later", async () => {
  const shown = [1];
  const { removal, jobs } = setUp(shown);
  expect(await removal.removePicture([HASH])).toBe(1);
  shown.push(2);
  removal.removePictureAgain([HASH]);
  expect(shown).toEqual([2]);
  for (const job of jobs) await job();
  expect(shown).toEqual([]);
});

test("many are removed in batches, and what others remove meanwhile keeps it from nothing", async () => {
  const many = Array.from({ length: 250 }, (_, i) => i + 1);
  expect(await setUp([...many]).removal.removePicture([HASH])).toBe(250);
  expect(await setUp([1, 2, 3], [2]).removal.removePicture([HASH])).toBe(2);
  expect(await setUp([1, 2], [1, 2]).removal.removePicture([HASH])).toBe(0);
  expect(await setUp([1]).removal.removePicture([])).toBe(0);
});
