import type { CheckTurns } from "../gifs/check-turns.js";
import type { InstanceLease } from "../instances/lease.js";
import type { Context } from "../ports.js";
import type { Proofs } from "../proof/proofs.js";
import type { PictureQuota } from "../quotas/picture-quota.js";
import type { Reports } from "../reports/reports.js";

export interface StoredFigures {
  readonly rooms: number;
  readonly pictureBytes: number;
  /** Missing without an operator. */
  readonly openReports: number | undefined;
}

type FiguresContext = Context & { readonly proofs: Pick<Proofs, "askedBy"> };

interface Parts {
  readonly lease: InstanceLease;
  readonly pictures: Pick<PictureQuota, "total">;
  readonly turns: Pick<CheckTurns, "load">;
  readonly reports: Reports;
}

/** For who runs the server: numbers alone. */
export class Figures {
  readonly #context: FiguresContext;
  readonly #parts: Parts;

  constructor(context: FiguresContext, parts: Parts) {
    this.#context = context;
    this.#parts = parts;
  }

  async stored(): Promise<StoredFigures> {
    const { models, access } = this.#context;
    const { pictures, reports } = this.#parts;
    const [rooms, pictureBytes, openReports] = await Promise.all([
      models.rooms.estimatedDocumentCount(),
      pictures.total(),
      access.reports && reports.count(),
    ]);
    return { rooms, pictureBytes, openReports };
  }

  get budgets(): { maxRooms: number; maxPictureBytes: number } {
    return this.#context;
  }

  get siteBans(): number {
    return this.#context.siteRules.bans.filter(({ until }) => Date.now() < until.getTime()).length;
  }

  get proofsAskedBy(): Record<"setting" | "operator" | "refusals", boolean> {
    return this.#context.proofs.askedBy;
  }

  get pictureQueues(): CheckTurns["load"] {
    return this.#parts.turns.load;
  }

  /** Undefined for the only instance, which holds its seats without one. */
  get lease(): { isLost: boolean; clockOffsetMs: number } | undefined {
    const { lease } = this.#parts;
    return lease.isUsed ? { isLost: lease.isLost, clockOffsetMs: lease.clockOffsetMs } : undefined;
  }
}
