import type { RequestHandler } from "express";
import { type AddressDetail, loggedAddress } from "../../lib/logging/logged-address.js";

/** Addresses from which a proxy usually asks: this machine, or a private network such as Docker's. */
const NEAR = /^(?:::ffff:)?(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|^::1$/;

/** Without TRUST_PROXY all visitors have the proxy's address, and share its limits. Warns once. */
export function warnOfProxy(report: (warning: string) => void, addresses: AddressDetail): RequestHandler {
  let warned = false;
  return (req, _res, next) => {
    const isForwarded = req.headers["x-forwarded-for"] !== undefined;
    if (!warned && isForwarded && NEAR.test(req.socket.remoteAddress ?? "")) {
      warned = true;
      const from = loggedAddress(req.socket.remoteAddress, addresses);
      report(
        `gif-chat warns: a proxy${from ? ` at ${from}` : ""} is not trusted, so all its visitors count as one address; set TRUST_PROXY`,
      );
    }
    next();
  };
}
