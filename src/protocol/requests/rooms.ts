import { inputs, Refusal } from "../../services/index.js";
import type { Requests } from "../operation.js";

export const roomRequests = {
  nickname: {
    does: "Changes the visitor's name in all rooms; an empty one is the colour again",
    who: "visitor",
    input: inputs.nickname,
    route: "POST /nickname",
    refusals: ["NAME_TAKEN"],
    run: async ({ rooms }, { visitor, session }, input) => {
      if (!(await session?.loadVisitor())) throw new Refusal("NO_SESSION");
      const renamed = await rooms.renameVisitor(visitor, input);
      await session?.saveVisitor(renamed);
      return renamed;
    },
  },
  kick: {
    does: "Removes a member from the room, for good with `ban`",
    who: "moderator",
    input: inputs.kick,
    route: "POST /room/:id/kick",
    refusals: ["MEMBER_NOT_FOUND"],
    run: ({ moderation }, { visitor, room }, input) => moderation.kick(visitor, room, input).then(() => null),
  },
  renameRoom: {
    does: "Changes the room's title",
    who: "host",
    input: inputs.roomTitle,
    route: "POST /room/:id/rename",
    run: ({ settings }, { visitor, room }, input) => settings.rename(visitor, room, input),
  },
  settings: {
    does: "Changes any settings of the room; an acting host changes `locked` and `slow` alone",
    who: "moderator",
    input: inputs.settings,
    route: "PATCH /room/:id",
    twin: "POST /room/:id/settings",
    run: ({ settings }, { visitor, room }, input) => settings.change(visitor, room, input),
  },
  extend: {
    does: "Gives a room with a lifetime one hour more, at most seven days ahead",
    who: "host",
    route: "POST /room/:id/extend",
    run: ({ lifetimes }, { visitor, room }) => lifetimes.extend(visitor, room),
  },
  next: {
    does: "Opens the room that follows, in the last five minutes of a lifetime, or finds the one that was opened",
    who: "member",
    route: "POST /room/:id/next",
    status: 201,
    proof: "room",
    refusals: ["TOO_EARLY", "TOO_MANY_ROOMS", "OPENINGS_CLOSED"],
    run: ({ nextRooms }, { visitor, room }, input) =>
      nextRooms.open(visitor, room, (input as { proof?: unknown } | undefined)?.proof),
  },
  hosts: {
    does: "Makes a member a host, or with `on: false` no host, which only the opener may",
    who: "host",
    input: inputs.host,
    refusals: ["MEMBER_NOT_FOUND"],
    run: ({ moderation }, { visitor, room }, input) => moderation.setHost(visitor, room, input),
  },
  unban: {
    does: "Lifts a ban",
    who: "host",
    input: inputs.member,
    route: "DELETE /room/:id/bans/:member",
    twin: "POST /room/:id/bans/:member/delete",
    status: 204,
    refusals: ["MEMBER_NOT_FOUND"],
    run: ({ moderation }, { visitor, room }, input) =>
      moderation.unban(visitor, room, input).then(() => null),
  },
  invite: {
    does: "Makes an invite; its link is shown this once",
    who: "host",
    input: inputs.invite,
    route: "POST /room/:id/invites",
    status: 201,
    run: ({ invites }, { visitor, room }, input) => invites.create(visitor, room, input),
  },
  answerKnock: {
    does: "Lets in who knocks, or declines",
    who: "moderator",
    input: inputs.answerKnock,
    route: "POST /room/:id/knocks/:visitor",
    refusals: ["MEMBER_NOT_FOUND"],
    run: ({ knocks }, { visitor, room }, input) => knocks.answer(visitor, room, input).then(() => null),
  },
  leave: {
    does: "Gives up the seat",
    who: "member",
    route: "POST /room/:id/leave",
    run: ({ seats }, { visitor, room }) => seats.giveUp(visitor, room).then(() => null),
  },
} as const satisfies Partial<Requests>;
