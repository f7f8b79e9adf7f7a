import type { BansPage, BlockedPage, OperatorBan } from "../../../shared/operator-props.js";
import { parse } from "../../validation.js";
import { colorOf } from "../../visitors/visitors.js";
import { operatorInputs } from "../acts/operator-inputs.js";

export interface BanList {
  list(): Promise<OperatorBan[]>;
}

export interface BlockedList {
  list(options: { before?: string | undefined }): Promise<BlockedPage>;
}

/** The bans of the whole site and the blocked pictures. */
export class SiteLists {
  readonly #bans: BanList;
  readonly #blocked: BlockedList;

  constructor(bans: BanList, blocked: BlockedList) {
    this.#bans = bans;
    this.#blocked = blocked;
  }

  async bans(): Promise<BansPage> {
    const bans = await this.#bans.list();
    return { bans: bans.map((ban) => (ban.visitor ? { ...ban, color: colorOf(ban.visitor) } : ban)) };
  }

  /** The newest first. */
  blocked(input: unknown): Promise<BlockedPage> {
    return this.#blocked.list(parse(operatorInputs.page, input));
  }
}
