import type { RoomRecord } from "../../../db/models/room.js";
import { randomId } from "../../../lib/random-id.js";
import { Refusal } from "../../errors.js";
import type { AddressKeys, Visitor } from "../../ports.js";
import type { Report, ReportedAuthor } from "../../reports/report-shapes.js";
import { addressesOfVisitor } from "../../seats/seat-addresses.js";
import { parse } from "../../validation.js";
import type { ActRunner, Pass } from "./act-runner.js";
import type { MessageRemoval } from "./message-removal.js";
import { operatorInputs } from "./operator-inputs.js";
import type { ReportSource } from "./report-source.js";

const HOUR_MS = 3_600_000;
const UNKNOWN_ADDRESS = "unknown";

export interface PictureBlocks {
  block(
    hashes: readonly string[],
    options: { by?: string; looks?: readonly string[]; alike?: boolean },
  ): Promise<unknown>;
}

export interface AlikeInRooms {
  inRooms(
    looks: readonly string[],
    except: readonly string[],
  ): Promise<{ room: string; seq: number; hashes: string[] }[]>;
}

export interface Bans {
  ban(ban: { id: string; visitor?: string; from: string[]; room?: string; until: Date }): Promise<string>;
}

export interface NewBan {
  ban: string;
  until: string;
  /** The visitor alone is banned: the address is the operator's own, or not known. */
  isAddressSpared: boolean;
}

interface Rooms {
  end(pass: Pass, room: string): Promise<void>;
  find(room: string): Promise<RoomRecord | undefined>;
}

type Banned = Pick<ReportedAuthor, "id" | "from">;

/** The acts on a report. It stays until the operator decides it. */
export class ReportActs {
  readonly #runner: ActRunner;
  readonly #reports: ReportSource;
  readonly #removal: MessageRemoval;
  readonly #rooms: Rooms;
  readonly #blocks: PictureBlocks;
  readonly #bans: Bans;
  readonly #addressKeys: AddressKeys;
  readonly #alike: AlikeInRooms;

  constructor(
    runner: ActRunner,
    reports: ReportSource,
    removal: MessageRemoval,
    rooms: Rooms,
    blocks: PictureBlocks,
    bans: Bans,
    alike: AlikeInRooms,
    addressKeys: AddressKeys,
  ) {
    this.#alike = alike;
    this.#runner = runner;
    this.#reports = reports;
    this.#removal = removal;
    this.#rooms = rooms;
    this.#blocks = blocks;
    this.#bans = bans;
    this.#addressKeys = addressKeys;
  }

  async decide(pass: Pass, id: string): Promise<void> {
    const report = await this.#find(pass, id);
    await this.#runner.run(pass, "decide", `report/${report.id}`, () => this.#reports.decide(report.id));
  }

  async decideAll(pass: Pass, id: string): Promise<{ removed: number }> {
    const report = await this.#find(pass, id);
    const work = async () => ({ removed: await this.#reports.decideAll(report.id) });
    return this.#runner.run(pass, "decide", `report/${report.id}/all`, work);
  }

  /** Those that were sealed under another token, which would open them again. */
  removeUnreadable(pass: Pass): Promise<{ removed: number }> {
    const work = async () => ({ removed: await this.#reports.removeUnreadable() });
    return this.#runner.run(pass, "decide", "unreadable", work);
  }

  async remove(pass: Pass, id: string, input: unknown): Promise<{ removed: number }> {
    const report = await this.#find(pass, id);
    const { everywhere } = parse(operatorInputs.remove, input);
    if (report.seq === undefined) throw new Refusal("BAD_INPUT");
    const hashes = report.picture?.hashes ?? [];
    return this.#runner.run(pass, "remove", placeOf(report), async () => {
      let removed = await this.#removal.remove({ ...report, hashes });
      if (everywhere) removed += await this.#removal.removePicture(hashes);
      if (!removed) throw new Refusal("CHAT_NOT_FOUND");
      return { removed };
    });
  }

  /** Only what looks like the reported picture, so that the log's entry belongs to a report. */
  async removeAlike(pass: Pass, id: string, input: unknown): Promise<{ removed: number }> {
    const report = await this.#find(pass, id);
    const { room, ...asked } = (input ?? {}) as { room?: unknown };
    const { in: where, seq } = parse(operatorInputs.lookAlike, { ...asked, in: room });
    const alike = await this.#findAlike(report);
    const found = alike.find((one) => one.room === where && one.seq === seq);
    if (!found) throw new Refusal("CHAT_NOT_FOUND");
    return this.#runner.run(pass, "remove", placeOf(found), async () => {
      const removed = await this.#removal.remove(found);
      if (!removed) throw new Refusal("CHAT_NOT_FOUND");
      return { removed };
    });
  }

  /** Blocked before it is removed, so that nobody sends it again meanwhile. `alike`: copies that rooms still have. */
  async block(
    pass: Pass,
    id: string,
    input: unknown,
  ): Promise<{ blocked: number; removed: number; alike?: number }> {
    const report = await this.#find(pass, id);
    const { alike } = parse(operatorInputs.block, input);
    const { hashes, looks } = report.picture ?? { hashes: [] };
    if (!hashes.length) throw new Refusal("BAD_INPUT");
    return this.#runner.run(pass, "block", `picture/${hashes[0]}`, async () => {
      await this.#blocks.block(hashes, { by: report.id, alike, ...(looks && { looks }) });
      let removed = await this.#removal.remove({ ...report, hashes });
      this.#removal.removePictureAgain(hashes);
      removed += await this.#removal.removePicture(hashes);
      const left = alike ? { alike: (await this.#findAlike(report)).length } : {};
      return { blocked: hashes.length, removed, ...left };
    });
  }

  #findAlike({ picture }: Report): ReturnType<AlikeInRooms["inRooms"]> {
    return this.#alike.inRooms(picture?.looks ?? [], picture?.hashes ?? []);
  }

  async end(pass: Pass, id: string): Promise<void> {
    const { room } = await this.#find(pass, id);
    await this.#rooms.end(pass, room);
  }

  async ban(
    { address, operator: pass }: Pick<Visitor, "address" | "operator">,
    id: string,
    input: unknown,
  ): Promise<NewBan> {
    const report = await this.#find(pass, id);
    const { where, hours, author: asked } = parse(operatorInputs.ban, input);
    const author = await this.#findAuthor(report, asked);
    const spared = [address, UNKNOWN_ADDRESS].flatMap(this.#addressKeys);
    const from = author.from.filter((key) => !spared.includes(key));
    const ban = randomId(9);
    const until = new Date(Date.now() + hours * HOUR_MS);
    return this.#runner.run(pass, "ban", `report/${report.id}/${where}/${hours}/ban/${ban}`, async () => {
      await this.#bans.ban({
        ...{ id: ban, visitor: author.id, from, until },
        ...(where === "here" && { room: report.room }),
      });
      return { ban, until: until.toISOString(), isAddressSpared: from.length < author.from.length };
    });
  }

  /** Those around it, too. Of them the report keeps no address, but their room may still know some. */
  async #findAuthor({ author, context, room }: Report, asked: string | undefined): Promise<Banned> {
    if (author && (!asked || asked === author.id)) return author;
    if (!asked || !context.some((one) => one.author === asked)) throw new Refusal("MEMBER_NOT_FOUND");
    const record = await this.#rooms.find(room);
    return { id: asked, from: record ? addressesOfVisitor(record, asked) : [] };
  }

  #find(pass: Pass, id: string): Promise<Report> {
    this.#runner.assertOperator(pass);
    return this.#reports.get(id);
  }
}

const placeOf = ({ room, seq }: Pick<Report, "room" | "seq">): string => `room/${room}/${seq}`;
