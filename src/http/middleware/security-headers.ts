import type { RequestHandler } from "express";
import helmet from "helmet";
import type { Config } from "../../config.js";

const none = ["'none'"];
const self = ["'self'"];

export function securityHeaders({ publicOrigin, hstsSubdomains }: Config): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none,
        scriptSrc: self,
        styleSrc: self,
        workerSrc: self,
        connectSrc: self,
        formAction: self,
        manifestSrc: self,
        imgSrc: ["'self'", "blob:"],
        frameAncestors: none,
        baseUri: none,
      },
    },
    // With "no-referrer", browsers would send `Origin: null` with our own forms.
    referrerPolicy: { policy: "same-origin" },
    // Subdomains may be other programs, which need not speak https.
    strictTransportSecurity: publicOrigin?.startsWith("https:")
      ? { includeSubDomains: hstsSubdomains }
      : false,
  });
}
