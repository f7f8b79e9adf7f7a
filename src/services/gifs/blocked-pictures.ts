import { webcrypto } from "node:crypto";
import { type QueryFilter, trusted } from "mongoose";
import type { BlockedPictureModel, BlockedPictureRecord } from "../../db/models/site/blocked-picture.js";
import { Refusal } from "../errors.js";
import { areAlike, areLooks, partsOf } from "./looks/alike.js";

const HASH = /^[\da-f]{64}$/;
const PAGE = 50;

interface Options {
  by?: string | undefined;
  looks?: readonly string[] | undefined;
  alike?: boolean | undefined;
}

export interface BlockedPicture {
  hash: string;
  at: string;
  alike: boolean;
}

/** Pictures that the operator does not want, by the bytes that were sent or stored, and some by their look. */
export class BlockedPictures {
  readonly #model: BlockedPictureModel;

  constructor(model: BlockedPictureModel) {
    this.#model = model;
  }

  /** Asks the database, so that what one instance blocks is refused by all of them at once. */
  async assertNotBlocked(hashes: readonly string[], looks: readonly string[] = []): Promise<void> {
    const near = { alike: true, lookParts: trusted({ $in: partsOf(looks) }) };
    const found = await this.#model.find({ $or: [withHashes(hashes), near] }).lean();
    const isBlocked = found.some(
      (picture) => picture.hashes.some((hash) => hashes.includes(hash)) || areAlike(looks, picture.looks),
    );
    if (isBlocked) throw new Refusal("BLOCKED");
  }

  /** Once blocked by its look, a picture stays so until it is unblocked. A flat one has no look to be blocked by. */
  async block(
    hashes: readonly string[],
    { by, looks, alike = false }: Options = {},
  ): Promise<{ alike: boolean }> {
    const isValid = hashes.length > 0 && hashes.every((hash) => HASH.test(hash));
    if (!isValid || (looks && !areLooks(looks))) throw new Refusal("BAD_INPUT");
    const isByLook = alike && looks !== undefined;
    const $set = {
      ...(looks && { looks: [...looks], lookParts: partsOf(looks) }),
      ...(isByLook && { alike: true }),
    };
    const $setOnInsert = { at: new Date(), ...(by !== undefined && { by }) };
    const $addToSet = { hashes: { $each: [...hashes] } };
    await this.#model.updateOne({ _id: hashes[0] }, { $set, $setOnInsert, $addToSet }, { upsert: true });
    return { alike: isByLook };
  }

  /** Every picture that has one of the hashes, with all of its hashes and its look. */
  async unblock(hashes: readonly string[]): Promise<void> {
    await this.#model.deleteMany(withHashes(hashes));
  }

  /** The newest first. */
  async list({ before }: { before?: string | undefined } = {}): Promise<{
    blocked: BlockedPicture[];
    before?: string;
  }> {
    const found = await this.#model
      .find(before === undefined ? {} : olderThan(before))
      .sort({ at: -1, _id: -1 })
      .limit(PAGE + 1)
      .lean();
    const page = found.slice(0, PAGE);
    const last = found.length > PAGE ? page.at(-1) : undefined;
    return {
      blocked: page.map(toBlockedPicture),
      ...(last && { before: `${last.at.getTime()}-${last._id}` }),
    };
  }

  async has(hashes: readonly string[]): Promise<boolean> {
    return (await this.#model.exists(withHashes(hashes))) !== null;
  }

  async findAlike(looks: readonly string[]): Promise<BlockedPicture[]> {
    const near = await this.#model.find({ lookParts: trusted({ $in: partsOf(looks) }) }).lean();
    return near.filter((picture) => areAlike(looks, picture.looks)).map(toBlockedPicture);
  }
}

const withHashes = (hashes: readonly string[]) => ({ hashes: trusted({ $in: hashes }) });

const toBlockedPicture = ({ _id, at, alike }: BlockedPictureRecord): BlockedPicture => ({
  hash: _id,
  at: at.toISOString(),
  alike: alike === true,
});

function olderThan(place: string): QueryFilter<BlockedPictureRecord> {
  const [, time, hash] = /^(\d{1,15})-([\da-f]{64})$/.exec(place) ?? [];
  if (time === undefined) throw new Refusal("BAD_INPUT");
  const at = new Date(Number(time));
  return { $or: [{ at: trusted({ $lt: at }) }, { at, _id: trusted({ $lt: hash }) }] };
}

/** In another thread: 5 MB take four milliseconds or more. */
export async function hashOf(file: Uint8Array): Promise<string> {
  const hash = await webcrypto.subtle.digest("SHA-256", file as Uint8Array<ArrayBuffer>);
  return Buffer.from(hash).toString("hex");
}
