import http from "node:http";
import https from "node:https";

const TIMEOUT_MS = 5000;
/** More than /health ever answers. */
const MAX_BODY = 65_536;

export interface Asked {
  readonly url: URL;
  /** Of a unix socket, instead of the URL's host. */
  readonly socketPath?: string;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** An upgraded connection is closed at once, and counts as 101. */
export function ask({ url, socketPath, headers = {} }: Asked): Promise<Answer> {
  const { request } = url.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const asking = request(url, { socketPath, headers, agent: false });
    const giveUp = () => asking.destroy(new Error("no answer within five seconds"));
    const timeout = setTimeout(giveUp, TIMEOUT_MS);
    asking.once("close", () => clearTimeout(timeout));
    asking.once("error", reject);
    asking.once("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ status: 101, headers: response.headers, body: "" });
    });
    asking.once("response", (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        if (body.length < MAX_BODY) body += text;
      });
      response.once("error", reject);
      response.once("end", () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    asking.end();
  });
}
