import type { AccessSettings } from "../../config/access.js";
import { SharedSecret } from "../../lib/shared-secret.js";
import type { Access } from "../ports.js";
import { ReportKey } from "../reports/report-key.js";

/** Made from the cookies' secret, so that every instance accepts what another one gave. */
export function createAccess(
  cookieSecret: string,
  { sitePassword, operatorToken, openRooms, lobby, reportWebhook: webhook }: AccessSettings,
  publicOrigin: string | undefined,
): Access {
  const create = (purpose: string, secret: string | undefined) =>
    secret ? new SharedSecret(cookieSecret, purpose, secret) : undefined;
  return {
    site: create("site", sitePassword),
    operator: create("operator", operatorToken),
    reports: operatorToken ? { key: new ReportKey(operatorToken), webhook, publicOrigin } : undefined,
    openRooms,
    lobby,
  };
}
