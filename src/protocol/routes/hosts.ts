import { inputs } from "../../services/index.js";
import type { Operations } from "../operation.js";

export const hostRoutes = {
  listHosts: {
    does: "Lists who looks after the room, and who is banned",
    who: "host",
    route: "GET /room/:id/hosts",
    page: true,
  },
  makeHost: {
    does: "Makes a member a host",
    who: "host",
    input: inputs.member,
    route: "POST /room/:id/hosts",
    refusals: ["MEMBER_NOT_FOUND"],
  },
  removeHost: {
    does: "Makes a host no host",
    who: "opener",
    input: inputs.member,
    route: "DELETE /room/:id/hosts/:member",
    twin: "POST /room/:id/hosts/:member/delete",
    refusals: ["MEMBER_NOT_FOUND"],
  },
  listBans: {
    does: "Lists who is banned",
    who: "host",
    route: "GET /room/:id/bans",
  },
  listInvites: {
    does: "Lists the invites, without their links",
    who: "host",
    route: "GET /room/:id/invites",
    page: true,
  },
  revokeInvite: {
    does: "Ends an invite",
    who: "host",
    route: "DELETE /room/:id/invites/:invite",
    twin: "POST /room/:id/invites/:invite/delete",
    status: 204,
    refusals: ["INVITE_NOT_FOUND"],
  },
  viewInvite: {
    does: "Says which room an invite leads to; uses nothing up",
    who: "anybody",
    route: "GET /i/:token",
    page: true,
    refusals: ["INVITE_NOT_FOUND"],
  },
  acceptInvite: {
    does: "Lets the visitor in, past password and lock; the session cookie changes",
    who: "visitor",
    route: "POST /i/:token",
    refusals: ["INVITE_NOT_FOUND", "ROOM_FULL", "TOO_CROWDED", "BANNED"],
  },
  knock: {
    does: "Asks the hosts to be let in",
    who: "finder",
    input: inputs.knock,
    route: "POST /room/:id/knock",
    status: 202,
    proof: "knock",
    refusals: ["KNOCK_PENDING", "NOT_ALLOWED"],
  },
  viewKnock: {
    does: "Says what became of the visitor's knock",
    who: "finder",
    route: "GET /room/:id/knock",
    refusals: ["NO_SESSION"],
  },
  withdrawKnock: {
    does: "Takes the knock back",
    who: "finder",
    route: "DELETE /room/:id/knock",
    twin: "POST /room/:id/knock/delete",
    status: 204,
  },
  listKnocks: {
    does: "Lists who knocks",
    who: "moderator",
    route: "GET /room/:id/knocks",
    page: true,
  },
} as const satisfies Operations;
