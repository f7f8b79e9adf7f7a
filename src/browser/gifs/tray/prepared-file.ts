import { createElement } from "../../base/dom.js";
import type { Examined } from "../file-kind.js";

/** A chosen file, examined and made smaller. Where that fails it is sent as it is, and the server decides. */
export class PreparedFile {
  readonly preview = createElement("canvas", { width: "72", height: "72", "aria-hidden": "true" });
  readonly original: File;
  readonly examined: Promise<Examined>;
  readonly ready: Promise<File>;

  constructor(file: File) {
    this.original = file;
    // On demand, which keeps it out of the room's page.
    const loading = import("./examine.js");
    this.examined = loading.then(({ examine }) => examine(file)).catch(() => ({ kind: "other" as const }));
    this.ready = Promise.all([loading, this.examined])
      .then(([{ drawPreview, shrink }, { kind }]) => {
        void drawPreview(this.preview, file, kind);
        return shrink(file, kind);
      })
      .catch(() => file);
  }
}
