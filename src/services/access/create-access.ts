import type { AccessSettings } from "../../config/access.js";
import { SharedSecret } from "./shared-secret.js";

/** Made from the cookies' secret, so that every instance accepts what another one gave. */
export interface Access {
  readonly site: SharedSecret | undefined;
}

export function createAccess(cookieSecret: string, { sitePassword }: AccessSettings): Access {
  return { site: sitePassword ? new SharedSecret(cookieSecret, "site", sitePassword) : undefined };
}
