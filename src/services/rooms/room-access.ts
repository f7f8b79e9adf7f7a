import type { RoomRecord } from "../../db/models/room.js";
import { isHost } from "../../db/models/room-roles.js";
import { Refusal } from "../errors.js";
import { assertNotBannedByOperator, bannedUntil } from "../operator/site-ban-check.js";
import type { Context, Visitor } from "../ports.js";

type AccessRules = Pick<
  RoomRecord,
  | "_id"
  | "bans"
  | "addressBans"
  | "password"
  | "owner"
  | "hosts"
  | "guests"
  | "invited"
  | "locked"
  | "members"
  | "proof"
  | "proven"
>;

export type Requester = Pick<Visitor, "id" | "address" | "since">;

type BanRules = Pick<Context, "addressKeys" | "siteRules">;
type ProofRules = Pick<Context, "proofs" | "siteRules">;

export function assertAdmitted(room: AccessRules, visitor: Requester, rules: BanRules & ProofRules): void {
  assertNotBanned(room, visitor, rules);
  assertNotLocked(room, visitor.id);
  assertProven(room, visitor.id, rules);
  if (!hasPassword(room, visitor.id)) throw new Refusal("PASSWORD_REQUIRED");
}

export function assertNotBanned(room: AccessRules, visitor: Requester, rules: BanRules): void {
  assertNotBannedByOperator(rules, visitor, room._id);
  if (isBanned(room, visitor, rules)) throw new Refusal("BANNED");
}

export function assertNotLocked(room: AccessRules, visitor: string): void {
  if (!passesLock(room, visitor)) throw new Refusal("LOCKED");
}

/** A proof may still be needed. */
export const isAdmitted = (room: AccessRules, visitor: Requester, rules: BanRules): boolean =>
  !isBanned(room, visitor, rules) && passesLock(room, visitor.id) && hasPassword(room, visitor.id);

/** For what is inside the room: the refusal gives no hint of what would let the visitor in. */
export function assertMayRead(
  room: AccessRules,
  visitor: Requester | undefined,
  rules: BanRules & ProofRules,
): void {
  if (!visitor || !isAdmitted(room, visitor, rules) || isProofMissing(room, visitor.id, rules))
    throw new Refusal("NOT_ALLOWED");
}

/** Rooms that anybody may enter can be watched. Returns why not. */
export function whyNotWatched(
  room: AccessRules,
  visitor: Requester,
  rules: BanRules & ProofRules,
): "BANNED" | "LOCKED" | "PASSWORD_REQUIRED" | "PROOF_REQUIRED" | undefined {
  if (isBanned(room, visitor, rules)) return "BANNED";
  if (room.locked) return "LOCKED";
  if (room.password !== undefined) return "PASSWORD_REQUIRED";
  return isProofMissing(room, visitor.id, rules) ? "PROOF_REQUIRED" : undefined;
}

export function assertMayWatch(room: AccessRules, visitor: Requester, rules: BanRules & ProofRules): void {
  assertNotBanned(room, visitor, rules);
  const code = whyNotWatched(room, visitor, rules);
  if (code && code !== "PROOF_REQUIRED") throw new Refusal(code);
  assertProven(room, visitor.id, rules);
}

/** The operator's switch is for who comes in. Who is there goes on reading and watching. */
export const asksForProof = (room: AccessRules, { proofs, siteRules }: ProofRules): boolean =>
  proofs.isOffered && (room.proof === true || siteRules.isProofAsked);

export const needsProof = (room: AccessRules, visitor: string, rules: ProofRules): boolean =>
  asksForProof(room, rules) && !hasProven(room, visitor);

export function assertOwner(room: AccessRules, visitor: string): void {
  if (room.owner.id !== visitor) throw new Refusal("NOT_ALLOWED");
}

/** Past password and lock. */
export const isTrusted = (room: Pick<AccessRules, "owner" | "hosts" | "invited">, visitor: string): boolean =>
  isHost(room, visitor) || room.invited?.includes(visitor) === true;

/** A banned visitor can come back with a new cookie, but seldom from another address. */
function isBanned({ _id, bans, addressBans }: AccessRules, visitor: Requester, rules: BanRules): boolean {
  if (bans.includes(visitor.id) || bannedUntil(rules, visitor, _id)) return true;
  if (!addressBans?.length) return false;
  const [key] = rules.addressKeys(visitor.address);
  return addressBans.some(({ from, at }) => from === key && at.getTime() < visitor.since);
}

const passesLock = (room: AccessRules, visitor: string): boolean =>
  !room.locked || room.members.some(({ id }) => id === visitor) || isTrusted(room, visitor);

const hasPassword = (room: AccessRules, visitor: string): boolean =>
  room.password === undefined || room.guests.includes(visitor) || isTrusted(room, visitor);

function assertProven(room: AccessRules, visitor: string, rules: ProofRules): void {
  if (needsProof(room, visitor, rules)) throw new Refusal("PROOF_REQUIRED", {}, { purpose: "enter" });
}

const isProofMissing = (room: AccessRules, visitor: string, { proofs }: ProofRules): boolean =>
  proofs.isOffered && room.proof === true && !hasProven(room, visitor);

const hasProven = (room: AccessRules, visitor: string): boolean =>
  room.proven?.includes(visitor) === true ||
  room.members.some(({ id }) => id === visitor) ||
  isTrusted(room, visitor);
