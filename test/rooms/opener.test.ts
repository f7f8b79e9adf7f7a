import { describe, expect, test } from "vitest";
import { Client } from "../support/client.js";
import { gif } from "../support/gif.js";
import { race, untilBothOccurred } from "../support/race.js";
import { useServer } from "../support/server.js";
import { refusedAll, triesEverything } from "./attempts.js";

const server = useServer();
const password = "correct horse";

describe("the opener", () => {
  test("a kick takes a member's sockets, page and seat at once; coming back is allowed", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const room = await ann.open();
    const hers = await ann.enter(room._id);
    const tabs = [await bob.enter(room._id), await bob.enter(room._id)] as [Client, Client];
    const member = (await bob.me()).id;
    expect(await tabs[0].refusal("kick", { member: room.owner.id })).toBe("NOT_ALLOWED");
    await hers.call("kick", { member });
    for (const tab of tabs) {
      expect(await tab.next("kick")).toEqual({ reason: "kicked" });
      await tab.next("disconnect");
    }
    expect(await hers.next("exit")).toMatchObject({ member: { id: member }, people: 1 });
    expect((await bob.json("POST", `/room/${room._id}/chat`, { chat: "still" })).status).toBe(403);
    const back = await bob.enter(room._id);
    await hers.call("chat", { chat: "after" });
    expect((await back.next("chat"))[0].chat).toBe("after");
    expect(await hers.refusal("kick", { member: room.owner.id })).toBe("NOT_ALLOWED");
    expect(await hers.refusal("kick", { member: "nobody" })).toBe("MEMBER_NOT_FOUND");
    hers.close();
    back.close();
  });

  test("a banned visitor gets no page, post, history, picture or socket any more, and hears nothing", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const room = await ann.open({ password });
    await bob.form(`/room/${room._id}/enter`, { password });
    const [hers, his] = [await ann.enter(room._id), await bob.enter(room._id)];
    const { gif: picture } = await (await bob.upload(room._id, gif())).json();
    expect((await bob.get(picture.url)).status).toBe(200);
    const sending = Array.from({ length: 50 }, (_, i) =>
      his.ask("chat", { chat: `${i}` }).catch(() => undefined),
    );
    await hers.call("kick", { member: (await bob.me()).id, ban: true });
    expect(await his.next("kick")).toEqual({ reason: "banned" });
    await his.next("disconnect");
    await Promise.all(sending);
    const before = his.chats.length;
    await hers.call("chat", { chat: "we are alone" });
    expect(await triesEverything(bob, room._id, picture.url)).toEqual({ ...refusedAll, socket: "BANNED" });
    expect((await bob.json("POST", `/room/${room._id}/enter`, { password })).body.error.code).toBe("BANNED");
    expect(his.chats).toHaveLength(before);
    const page = await bob.get(`/room/${room._id}`);
    expect([page.status, page.headers.get("location")]).toEqual([303, "/"]);
    expect(await bob.page("/")).toContain("You are banned from this room");
    hers.close();
  });

  test("a message that meets the ban of its author is stored and heard, or refused and heard by nobody", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const member = (await bob.me()).id;
    await untilBothOccurred(["refused", "stored"], { least: 20, most: 200 }, async (lead) => {
      const { _id } = await ann.open();
      const [hers, his] = [await ann.enter(_id), await bob.enter(_id)];
      const ban = () => hers.call("kick", { member, ban: true });
      const send = async () =>
        his.socket.connected
          ? await his.ask("chat", { chat: "now or never" }).catch(() => undefined)
          : undefined;
      const [, answer] = await race(lead, ban, send);
      await hers.call("chat", { chat: "the end" });
      await hers.until(() => hers.chats.at(-1)?.chat === "the end");
      const isHeard = hers.chats.length === 2;
      if (answer) expect(answer.ok).toBe(isHeard);
      for (const socket of [hers, his]) socket.close();
      return isHeard ? "stored" : "refused";
    });
  });

  test("a visitor who comes in while being banned is refused, or thrown out at once", {
    tags: ["thorough"],
  }, async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const member = (await bob.me()).id;
    await untilBothOccurred(["refused", "thrown out"], { least: 20, most: 200 }, async (lead) => {
      const { _id } = await ann.open();
      const [hers, before] = [await ann.enter(_id), await bob.enter(_id)];
      await before.call("chat", { chat: "I was here" });
      await before.call("leave");
      // Over a connection that is open, coming in takes one packet, as banning does.
      const lobby = await bob.lobby();
      const enter = () => {
        const socket = new Client(lobby.socket.io.socket("/chat", { auth: { room: _id } }));
        return socket.connected().then(
          () => socket,
          (error: Error) => error.message,
        );
      };
      const [, entered] = await race(lead, () => hers.call("kick", { member, ban: true }), enter);
      if (typeof entered !== "string") {
        expect(await entered.next("kick")).toEqual({ reason: "banned" });
        await entered.next("disconnect");
      } else expect(entered).toBe("BANNED");
      expect((await ann.json("GET", `/room/${_id}`)).body.room.people).toBe(1);
      for (const socket of [hers, lobby]) socket.close();
      return typeof entered === "string" ? "refused" : "thrown out";
    });
  });

  test("the opener bans only visitors who are there or have written there", async () => {
    const [ann, bob, eve] = [await server.visitor(), await server.visitor(), await server.visitor()];
    const room = await ann.open();
    const [hers, his] = [await ann.enter(room._id), await bob.enter(room._id)];
    await his.call("chat", { chat: "and away" });
    await his.call("leave");
    expect(await hers.refusal("kick", { member: "made-up", ban: true })).toBe("MEMBER_NOT_FOUND");
    expect(await hers.refusal("kick", { member: (await eve.me()).id, ban: true })).toBe("MEMBER_NOT_FOUND");
    await hers.call("kick", { member: (await bob.me()).id, ban: true });
    expect(await bob.enter(room._id).catch((error) => error.message)).toBe("BANNED");
    hers.close();
  });

  test("the opener ends the room, by form as well, and nobody else does", async () => {
    const [ann, bob] = [await server.visitor(), await server.visitor()];
    const room = await ann.open();
    const his = await bob.enter(room._id);
    expect((await bob.form(`/room/${room._id}/delete`, {})).status).toBe(403);
    expect((await ann.form(`/room/${room._id}/delete`, {})).status).toBe(303);
    expect(await his.next("removeRoom")).toBe(room._id);
    expect((await bob.json("DELETE", `/room/${room._id}`)).status).toBe(404);
  });

  test("the opener gives up the seat like any member, and the page leads to the lobby", async () => {
    const ann = await server.visitor();
    const room = await ann.open();
    const [one, two] = [await ann.enter(room._id), await ann.enter(room._id)];
    const answer = await ann.form(`/room/${room._id}/leave`, {});
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
    expect(await two.next("kick")).toEqual({ reason: "left" });
    await Promise.all([one.next("disconnect"), two.next("disconnect")]);
    expect((await ann.json("POST", "/room/nothing/leave")).status).toBe(404);
    const gone = await ann.form("/room/nothing/leave", {});
    expect([gone.status, gone.headers.get("location")]).toEqual([303, "/"]);
    expect(await ann.page("/")).toContain("This room is gone, or never was");
  });
});
