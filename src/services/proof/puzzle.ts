import { createHmac } from "node:crypto";
import { createChallenge, randomInt, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import type { Challenge } from "altcha-lib/types";
import * as z from "zod";

/** Iterations of PBKDF2 for one try: so many that starting a try costs little beside it. */
const COST = 1000;
/** The answer is a number from 1 to this: on average, half of it is tried. See docs/decisions/proof-of-work.md. */
const TRIES = 1000;

const payload = z.object({
  challenge: z.object({
    parameters: z.looseObject({ expiresAt: z.number() }),
    signature: z.string(),
  }),
  solution: z.object({ counter: z.number(), derivedKey: z.string() }),
});

export interface Proven {
  id: string;
  expiresAt: Date;
}

export class Puzzles {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** Signed for its holder alone. `data.tries` lets a page show how far it is. */
  create(holder: string, expiresAt: Date, difficulty: number): Promise<Challenge> {
    const tries = Math.round(TRIES * difficulty);
    return createChallenge({
      algorithm: "PBKDF2/SHA-256",
      cost: COST,
      counter: randomInt(tries),
      data: { tries },
      expiresAt,
      deriveKey,
      ...this.#secretsFor(holder),
    });
  }

  async verify(holder: string, proof: string): Promise<Proven | undefined> {
    const given = payload.safeParse(decode(proof));
    if (!given.success) return undefined;
    const { challenge, solution } = given.data;
    const { verified } = await verifySolution({
      challenge: challenge as unknown as Challenge & typeof challenge,
      solution,
      deriveKey,
      ...this.#secretsFor(holder),
    });
    if (!verified) return undefined;
    return { id: challenge.signature, expiresAt: new Date(challenge.parameters.expiresAt * 1000) };
  }

  #secretsFor(holder: string): { hmacSignatureSecret: string; hmacKeySignatureSecret: string } {
    const secret = (use: string) =>
      createHmac("sha256", this.#secret).update(`${use} ${holder}`).digest("hex");
    return { hmacSignatureSecret: secret("challenge"), hmacKeySignatureSecret: secret("answer") };
  }
}

function decode(proof: string): unknown {
  try {
    return JSON.parse(Buffer.from(proof, "base64").toString());
  } catch {
    return undefined; // the schema refuses it
  }
}
