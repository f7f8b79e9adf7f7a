import { randomUUID } from "node:crypto";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { start } from "../../dist/embedded-mongo/index.js";
import { named } from "../support/database.js";
import { OPERATOR_TOKEN, type OpenedReports, openReports } from "../support/reports.js";
import { serve, type TestServer } from "../support/server.js";
import { embedded, startServer, useFolder } from "../support/store.js";

export interface Site extends Omit<OpenedReports, "close"> {
  server: TestServer;
  uri: string;
  /** Everything that it has on the disk. */
  folders: string[];
}

/** A server, and what its operator can read, though the server shows it to nobody. */
export async function useSite(env: Record<string, string> = {}): Promise<Site> {
  const folder = await useFolder();
  const site = {} as Site;
  let close: (() => Promise<unknown>)[];
  beforeAll(async () => {
    const store = embedded ? await start({ dir: folder }) : await startServer();
    site.uri = named(store.uri, `test-${randomUUID()}`);
    site.server = await serve({
      ...{ MONGODB_URI: site.uri, EMPTY_ROOM_GRACE_MS: "300000", OPERATOR_TOKEN, ...env },
    });
    const opened = await openReports(site.uri);
    Object.assign(site, { ...opened, folders: [folder, path.join(site.server.dir, "uploads")] });
    close = [() => site.server.close(), () => opened.close(), () => store.close()];
  });
  afterAll(async () => {
    for (const one of close) await one();
  });
  return site;
}
