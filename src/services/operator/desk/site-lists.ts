import { trusted } from "mongoose";
import type { BlockedPictureModel } from "../../../db/models/site/blocked-picture.js";
import type { BansPage, BlockedPage, OperatorBan } from "../../../shared/operator-props.js";
import { Refusal } from "../../errors.js";
import { parse } from "../../validation.js";
import { operatorInputs } from "../acts/operator-inputs.js";

const PAGE = 50;

export interface BanList {
  list(): Promise<OperatorBan[]>;
}

/** Who is banned from the site, and which pictures nobody may send. */
export class SiteLists {
  readonly #bans: BanList;
  readonly #blocked: BlockedPictureModel;

  constructor(bans: BanList, blocked: BlockedPictureModel) {
    this.#bans = bans;
    this.#blocked = blocked;
  }

  async bans(): Promise<BansPage> {
    return { bans: await this.#bans.list() };
  }

  /** The newest first. */
  async blocked(input: unknown): Promise<BlockedPage> {
    const { before } = parse(operatorInputs.page, input);
    const found = await this.#blocked
      .find(before === undefined ? {} : blockedBefore(before))
      .sort({ at: -1, _id: -1 })
      .limit(PAGE + 1)
      .lean();
    const page = found.slice(0, PAGE);
    const last = found.length > PAGE ? page.at(-1) : undefined;
    return {
      blocked: page.map(({ _id, at, ...rest }) => ({
        hash: _id,
        at: at.toISOString(),
        alike: "alike" in rest && rest.alike === true,
      })),
      ...(last && { before: `${last.at.getTime()}-${last._id}` }),
    };
  }
}

function blockedBefore(place: string): object {
  const [, time, hash] = /^(\d{1,15})-([\da-f]{64})$/.exec(place) ?? [];
  if (time === undefined) throw new Refusal("BAD_INPUT");
  const at = new Date(Number(time));
  return {
    at: trusted({ $lte: at }),
    $or: [{ at: trusted({ $lt: at }) }, { at, _id: trusted({ $lt: hash }) }],
  };
}
