import { createConnection } from "mongoose";
import { createModels, type Models } from "../../src/db/models/index.js";
import { ReportKey } from "../../src/services/reports/report-key.js";
import { Reports } from "../../src/services/reports/reports.js";

export const OPERATOR_TOKEN = "the operator's token, long enough for anybody";

export interface OpenedReports {
  readonly reports: Reports;
  readonly models: Models;
  close(): Promise<void>;
}

type Context = ConstructorParameters<typeof Reports>[0];
type RoomCache = ConstructorParameters<typeof Reports>[1];

/** What an operator with this token can read in that database. */
export async function openReports(uri: string, token = OPERATOR_TOKEN): Promise<OpenedReports> {
  const connection = await createConnection(uri).asPromise();
  const models = await createModels(connection);
  const access = { reports: { key: new ReportKey(token), webhook: undefined, publicOrigin: undefined } };
  const reports = new Reports({ models, access } as unknown as Context, undefined as unknown as RoomCache);
  return { reports, models, close: () => connection.close() };
}
