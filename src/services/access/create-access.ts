import type { AccessSettings } from "../../config/access.js";
import { SharedSecret } from "../../lib/shared-secret.js";
import type { Access } from "../ports.js";

/** Made from the cookies' secret, so that every instance accepts what another one gave. */
export function createAccess(
  cookieSecret: string,
  { sitePassword, operatorToken, openRooms, lobby }: AccessSettings,
): Access {
  const create = (purpose: string, secret: string | undefined) =>
    secret ? new SharedSecret(cookieSecret, purpose, secret) : undefined;
  return {
    site: create("site", sitePassword),
    operator: create("operator", operatorToken),
    openRooms,
    lobby,
  };
}
