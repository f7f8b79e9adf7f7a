import { randomBytes } from "node:crypto";
import type { Config } from "../../config.js";
import { type Answer, ask } from "./ask.js";
import { type Finding, messageOf, ok, problem, warning } from "./finding.js";
import { askHealth, type Health, type Seen } from "./health.js";

const about = "proxy";
/** An address for documents (RFC 5737), as a client could claim it. */
const CLAIMED = "192.0.2.77";
const SET_ADDRESS =
  "proxy_set_header X-Forwarded-For $remote_addr; (nginx), http-request set-header X-Forwarded-For %[src] (HAProxy)";

export interface CheckedProxy {
  readonly findings: Finding[];
  /** Its `Date` header. */
  readonly time?: Date;
}

/** Asks PUBLIC_URL as a visitor does, and compares what arrived at the server with what was sent. */
export async function checkProxy(
  publicUrl: URL,
  { trustProxy }: Config,
  { cookieSecret, isRunning }: { cookieSecret: string | undefined; isRunning: boolean },
): Promise<CheckedProxy> {
  try {
    const asked = { url: publicUrl, headers: { "X-Forwarded-For": CLAIMED } };
    const health = await askHealth(asked, cookieSecret);
    const time = new Date(health.answer.headers.date ?? "");
    if (!health.seen) return { findings: [unknown(health, publicUrl, isRunning)], time };
    return { findings: [...judge(health.seen, publicUrl, trustProxy), await checkUpgrade(publicUrl)], time };
  } catch (error) {
    const text = `${publicUrl.origin} cannot be reached from this machine (${messageOf(error)}): look at PUBLIC_URL, its name in DNS, and whether the proxy runs`;
    return { findings: [problem(about, text)] };
  }
}

function unknown({ answer, isOk }: Health, { origin }: URL, isRunning: boolean): Finding {
  const { location } = answer.headers;
  if (location !== undefined)
    return problem(
      about,
      `${origin} redirects to ${location}: set PUBLIC_URL to the URL where visitors end up`,
    );
  if ([502, 503, 504].includes(answer.status) && isOk === undefined)
    return isRunning
      ? problem(
          about,
          `${origin} answers ${answer.status}: the proxy does not reach the server; correct its upstream`,
        )
      : warning(about, `${origin} answers ${answer.status}: start the server, then run this again`);
  if (isRunning)
    return problem(
      about,
      `${origin} leads to another program than the server here (it answers ${answer.status}): correct PUBLIC_URL, or the proxy's upstream`,
    );
  return warning(
    about,
    `${origin} does not lead to a server with this configuration: start it, then run this again`,
  );
}

function judge(seen: Seen, publicUrl: URL, trust: Config["trustProxy"]): Finding[] {
  const findings = [
    judgeHost(seen, publicUrl),
    judgeAddress(seen, publicUrl, trust),
    judgeProtocol(seen, publicUrl),
  ];
  const wrong = findings.filter((one) => one !== undefined);
  return wrong.length ? wrong : [ok(about, `${publicUrl.origin} passes on Host and the visitor's address`)];
}

function judgeHost({ host }: Seen, { host: wanted }: URL): Finding | undefined {
  if (host?.toLowerCase() === wanted) return undefined;
  return problem(
    about,
    `passes on "Host: ${host}" instead of ${wanted}: proxy_set_header Host $http_host; (nginx), or no http-request set-header Host (HAProxy)`,
  );
}

function judgeAddress(seen: Seen, { protocol }: URL, trust: Config["trustProxy"]): Finding | undefined {
  const { address, forwardedFor } = seen;
  const added = forwardedFor.filter((one) => one !== CLAIMED);
  if (address === CLAIMED) {
    const change = added.length ? `set TRUST_PROXY=${added.length}` : `let the proxy set it: ${SET_ADDRESS}`;
    return problem(about, `every client can claim any address in X-Forwarded-For: ${change}`);
  }
  const hasProxy = trust !== false || protocol === "https:" || !forwardedFor.length;
  if (!added.length && hasProxy)
    return problem(
      about,
      `drops X-Forwarded-For, so all visitors share one address and its limits: ${SET_ADDRESS}`,
    );
  if (!added.length || address === added[0]) return undefined;
  return problem(
    about,
    `visitors seem to have the address of a proxy (${address}), and share its limits: set TRUST_PROXY=${added.length}`,
  );
}

function judgeProtocol({ forwardedProto, forwardedFor }: Seen, { protocol }: URL): Finding | undefined {
  const hasProxy = protocol === "https:" || forwardedFor.some((address) => address !== CLAIMED);
  if (!hasProxy || `${forwardedProto}:` === protocol) return undefined;
  const sent =
    forwardedProto === undefined
      ? "does not send X-Forwarded-Proto"
      : `says "${forwardedProto}" in X-Forwarded-Proto`;
  return warning(about, `${sent}: proxy_set_header X-Forwarded-Proto $scheme; (nginx)`);
}

async function checkUpgrade(publicUrl: URL): Promise<Finding> {
  const { status } = await ask({
    url: new URL("/socket.io/?EIO=4&transport=websocket", publicUrl),
    headers: upgradeHeaders(publicUrl),
  }).catch((error): Pick<Answer, "status"> => ({ status: (error as NodeJS.ErrnoException).code ? 0 : -1 }));
  if (status === 101) return ok(about, "passes on websockets");
  return problem(
    about,
    `does not pass on websockets (${status > 0 ? `it answers ${status}` : "the connection is cut"}): proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; (nginx)`,
  );
}

const upgradeHeaders = ({ origin }: URL): Record<string, string> => ({
  Connection: "Upgrade",
  Upgrade: "websocket",
  Origin: origin,
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
});
