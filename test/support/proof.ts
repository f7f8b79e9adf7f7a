import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import type { Challenge } from "altcha-lib/types";
import type { Visitor } from "./visitor.js";

export async function challengeFor(visitor: Visitor, purpose = "room"): Promise<Challenge> {
  return (await visitor.json("GET", `/proof?purpose=${purpose}`)).body;
}

/** What a program sends as `proof`. */
export async function answerTo(challenge: Challenge): Promise<string> {
  const solution = await solveChallenge({ challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution })).toString("base64");
}

export const solve = async (visitor: Visitor, purpose = "room"): Promise<string> =>
  answerTo(await challengeFor(visitor, purpose));
