import type { FileKind } from "../file-kind.js";

export interface Examined {
  kind: FileKind;
  /** Why it is not taken. */
  problem?: string;
}

/** What the visitor chose, looked at and made smaller. Where that fails, the server decides about the file as it is. */
export class PreparedFile {
  readonly original: File;
  readonly examined: Promise<Examined>;
  readonly ready: Promise<File>;

  constructor(file: File) {
    this.original = file;
    // On demand, which keeps it out of the room's page.
    const loading = import("./examine.js");
    this.examined = loading.then(({ examine }) => examine(file)).catch(() => ({ kind: "other" as const }));
    this.ready = Promise.all([loading, this.examined])
      .then(([{ shrink }, { kind }]) => shrink(file, kind))
      .catch(() => file);
  }
}
