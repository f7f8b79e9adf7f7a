import type { Request, RequestHandler, Response } from "express";
import helmet from "helmet";
import type { Config } from "../../config.js";
import { isOnion } from "../../lib/onion/onion-address.js";
import { frameAncestors } from "../embedding/framing.js";

const none = ["'none'"];
const self = ["'self'"];

const ROOM = /^\/room\/./;
const NEVER_USED = [
  ...["microphone", "geolocation", "accelerometer", "gyroscope", "magnetometer", "midi", "payment"],
  ...["usb", "serial", "hid", "idle-detection", "xr-spatial-tracking", "publickey-credentials-get"],
];
const POLICY = NEVER_USED.map((feature) => `${feature}=()`).join(", ");

/** GIFs are made in rooms, so no other page may ask for the camera or the screen. */
export const permissionsPolicy: RequestHandler = (req, res, next) => {
  const who = ROOM.test(req.path) ? "(self)" : "()";
  res.set("Permissions-Policy", `camera=${who}, display-capture=${who}, ${POLICY}`);
  next();
};

export function securityHeaders({ publicOrigin, hstsSubdomains, embedOrigins }: Config): RequestHandler {
  // Subdomains may be other programs, which need not speak https.
  const hsts = publicOrigin?.startsWith("https:") ? { includeSubDomains: hstsSubdomains } : false;
  const [ofSite, ofOnion] = [headersWith(hsts, embedOrigins), headersWith(false, [])];
  return (req, res, next) => (isOnion(req.socket.remoteAddress) ? ofOnion : ofSite)(req, res, next);
}

const headersWith = (
  strictTransportSecurity: false | { includeSubDomains: boolean },
  embedOrigins: readonly string[],
) =>
  helmet({
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
        mediaSrc: ["'self'", "blob:"],
        frameAncestors: [(req, res) => frameAncestors(embedOrigins, req as Request, res as Response)],
        baseUri: none,
      },
    },
    // With "no-referrer", browsers would send `Origin: null` with our own forms.
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity,
  });
