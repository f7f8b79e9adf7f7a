import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { solveChallenge } from "altcha-lib";
import { deriveKey as deriveByWebCrypto } from "altcha-lib/algorithms/web/pbkdf2";
import type { DeriveKeyFunction } from "altcha-lib/types";
import type { FromWorker, ToWorker } from "./messages.js";

const PROGRESS_EVERY = 20;

/** Web Crypto exists only under https, which a server at home may not have. This takes several times as long. */
const deriveByScript: DeriveKeyFunction = async ({ cost, keyLength }, salt, password) => ({
  derivedKey: pbkdf2(sha256, password, salt, { c: cost, dkLen: keyLength }),
});

const deriveKey = crypto.subtle ? deriveByWebCrypto : deriveByScript;

const send = (message: FromWorker): void => self.postMessage(message);

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  // A rejection in a worker does not reach the page by itself.
  solve(data).then(send, (error) => send({ failure: String(error) }));
});

async function solve(challenge: ToWorker): Promise<FromWorker> {
  let tried = 0;
  const countAndDerive: DeriveKeyFunction = (...args) => {
    tried += 1;
    if (tried % PROGRESS_EVERY === 0) send({ tried });
    return deriveKey(...args);
  };
  const solution = await solveChallenge({ challenge, deriveKey: countAndDerive });
  return solution ? { solution } : { failure: "The puzzle took too long" };
}
