import { announcementInput, inputs, operatorInputs } from "../../services/index.js";
import type { Operation, Operations } from "../operation.js";

const entryPages = {
  signIn: {
    does: "Signs the operator in for two hours; the session cookie changes",
    who: "visitor",
    input: inputs.operator,
    route: "POST /operator/enter",
    proof: "guess",
    refusals: ["NOT_FOUND", "WRONG_PASSWORD"],
  },
  signOut: {
    does: "Signs the operator out",
    who: "visitor",
    route: "POST /operator/leave",
    refusals: ["NOT_FOUND"],
  },
} as const satisfies Operations;

const pages = {
  viewOperator: {
    does: "Reads the site's switches, and how many reports there are",
    route: "GET /operator",
  },
  listReports: {
    does: "Lists the reports, the newest first",
    input: operatorInputs.page,
    route: "GET /operator/reports",
  },
  viewReport: {
    does: "Reads a report",
    route: "GET /operator/reports/:id",
  },
  listAllRooms: {
    does: "Lists all rooms, by messages a minute or the newest first",
    input: operatorInputs.rooms,
    route: "GET /operator/rooms",
  },
  listSiteBans: {
    does: "Lists the bans by the operator",
    route: "GET /operator/bans",
  },
  listBlocked: {
    does: "Lists the pictures that nobody can send",
    input: operatorInputs.page,
    route: "GET /operator/blocked",
  },
  viewLog: {
    does: "Reads what the operator did, the latest first",
    input: operatorInputs.log,
    route: "GET /operator/log",
  },
  viewRaid: {
    does: "Lists who came within the hour, by address",
    route: "GET /operator/raid",
  },
} as const;

const pictures = {
  readReportedPicture: {
    does: "Reads the sealed copy of a reported picture",
    route: "GET /operator/reports/:id/picture",
  },
  readAnyPicture: {
    does: "Reads a picture of any room",
    route: "GET /operator/gif/:room/:file",
  },
} as const;

const acts = {
  removeReported: {
    does: "Removes what was reported, with `everywhere` in all rooms",
    input: operatorInputs.remove,
    route: "POST /operator/reports/:id/remove",
  },
  blockReported: {
    does: "Removes a reported picture in all rooms, and refuses it from now on",
    input: operatorInputs.block,
    route: "POST /operator/reports/:id/block",
  },
  removeLookAlike: {
    does: "Removes a picture that looks like the reported one",
    input: operatorInputs.lookAlike,
    fieldNames: { in: "room" },
    route: "POST /operator/reports/:id/remove-alike",
    refusals: ["CHAT_NOT_FOUND"],
  },
  endReported: {
    does: "Ends the room that was reported, or in which it was",
    route: "POST /operator/reports/:id/end",
    refusals: ["ROOM_NOT_FOUND"],
  },
  banReported: {
    does: "Bans who wrote what was reported, here or everywhere",
    input: operatorInputs.ban,
    route: "POST /operator/reports/:id/ban",
  },
  decideReport: {
    does: "Removes the report and its copy",
    route: "POST /operator/reports/:id/decide",
  },
  decideReportsAlike: {
    does: "Removes all reports that were first made from the same address",
    route: "POST /operator/reports/:id/decide-all",
  },
  removeUnreadable: {
    does: "Removes the reports that were made under another token",
    route: "POST /operator/unreadable/remove",
  },
  endRoom: {
    does: "Ends a room",
    route: "POST /operator/rooms/:id/end",
    refusals: ["ROOM_NOT_FOUND"],
  },
  switchSite: {
    does: "Closes openings, hides the lobby or asks for proofs, for an hour",
    input: operatorInputs.switch,
    fieldNames: { what: "name" },
    route: "POST /operator/switch",
  },
  announce: {
    does: "Says something to everybody, or takes it back",
    input: announcementInput,
    route: "POST /operator/announce",
  },
  liftSiteBan: {
    does: "Lifts a ban of the operator's",
    route: "POST /operator/bans/:id/lift",
  },
  unblock: {
    does: "Takes a picture that was blocked again",
    route: "POST /operator/blocked/:hash/unblock",
    refusals: ["BAD_INPUT"],
  },
  endRaid: {
    does: "Ends what came from these addresses: bans, rooms and messages",
    input: operatorInputs.raid,
    route: "POST /operator/raid",
    refusals: ["NO_ADDRESS"],
  },
  liftRaid: {
    does: "Lifts all bans of a raid",
    route: "POST /operator/raid/:id/lift",
  },
} as const;

type Named<Entries> = { readonly [Name in keyof Entries]: Operation };
type Row = Pick<Operation, "does" | "input" | "fieldNames" | "route" | "refusals">;

const byOperator = <Entries extends Record<string, Row>>(
  entries: Entries,
  more: Pick<Operation, "page" | "content"> = {},
): Named<Entries> =>
  Object.fromEntries(
    Object.entries(entries).map(([name, row]) => [
      name,
      { ...row, ...more, who: "operator", refusals: ["NOT_FOUND", ...(row.refusals ?? [])] },
    ]),
  ) as unknown as Named<Entries>;

export const operatorRoutes = {
  ...entryPages,
  ...byOperator(pages, { page: true }),
  ...byOperator(pictures, { content: ["image/gif", "image/webp"] }),
  ...byOperator(acts),
};
