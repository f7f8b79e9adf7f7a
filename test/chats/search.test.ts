import { describe, expect, test } from "vitest";
import type { Chat, Found } from "../../src/shared/events.js";
import { isHit } from "../../src/shared/search/found-props.js";
import { gif } from "../support/gif.js";
import { useServer } from "../support/server.js";

const server = useServer({ EMPTY_ROOM_GRACE_MS: "300000" });

describe("search in a room", () => {
  test("finds a text anywhere, in any script and case, in descriptions too, newest first, and nothing that is gone", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open();
    const a = await ann.enter(_id);
    const texts = [
      "Ｈｅｌｌｏ World",
      "아기고양이가 자요",
      "猫が寝ている",
      "ÉTÉ à la mer",
      "100% (really)",
      "hello again",
    ];
    for (const chat of texts) await a.call("chat", { chat });
    await ann.upload(_id, gif(), { alt: "A hello cat" });
    const find = async (q: string): Promise<number[]> =>
      ((await a.call("search", { q })) as Found).chats.map(({ seq }) => seq);
    expect(await find("HELLO")).toEqual([7, 6, 1]);
    expect(await find("고양")).toEqual([2]);
    expect(await find("寝て")).toEqual([3]);
    expect(await find("été")).toEqual([4]);
    expect(await find("0% (")).toEqual([5]);
    expect(await find(".*")).toEqual([]);
    for (const chat of ["ΟΔΥΣΣΕΥΣ", "Straße", `club${"\u0301".repeat(900)}!`]) await a.call("chat", { chat });
    expect(await find("οδυσσευς")).toEqual([8]);
    expect(await find("ΟΔΥΣ")).toEqual([8]);
    expect(await find("STRASSE")).toEqual([9]);
    // More marks than any script has count as one run: to sort them would take the server's time.
    expect(await find(`b${"\u0301".repeat(60)}!`)).toEqual([10]);
    await a.call("chat", { chat: "who did **it** and ||where it _was_||, see `a**b`?" });
    for (const q of ["did it and", "where it was", "did **it**", "a**b"]) expect(await find(q)).toEqual([11]);
    const [stored] = ((await a.call("search", { q: "did it" })) as Found).chats;
    expect(["did IT", "it was", "_was_", "did it was"].map((q) => isHit(stored!, q))).toEqual([
      ...[true, true, true, false],
    ]);
    await a.call("editChat", { seq: 6, chat: "bye" });
    await a.call("removeChat", { seq: 1 });
    expect(await find("hello")).toEqual([7]);
    const { status, body } = await ann.json("GET", `/room/${_id}/search?q=hello`);
    expect([status, body]).toMatchObject([200, { chats: [{ seq: 7 }], more: false, searchedTo: 1 }]);
    for (const q of ["x", " x ", "y".repeat(101), "", 5, undefined])
      await expect(a.call("search", { q })).rejects.toThrow("BAD_INPUT");
    const outside = await server.visitor();
    expect((await outside.json("GET", `/room/${_id}/search?q=hello`)).status).toBe(403);
  });

  test("goes back page by page, each chat once, and looks through 2,000 at most in a call", async () => {
    const ann = await server.visitor();
    const { _id } = await ann.open();
    const a = await ann.enter(_id);
    for (let i = 0; i < 22; i++)
      await Promise.all(
        Array.from({ length: 100 }, (_, j) => a.call("chat", { chat: j % 2 || i > 1 ? "hay" : "a needle" })),
      );
    const rare: Found = await a.call("search", { q: "needle" });
    expect(rare).toMatchObject({ chats: [], more: true, searchedTo: 201 });
    const found: Chat[] = [];
    for (let next: Found = rare; next.more; found.push(...next.chats))
      next = await a.call("search", { q: "needle", before: next.searchedTo });
    expect(found).toHaveLength(100);
    const seqs = found.map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((one, other) => other - one));
    expect((await a.call("search", { q: "needle", before: 0 })) as Found).toEqual({
      chats: [],
      more: false,
      searchedTo: 1,
    });
  });
});
