import { once } from "node:events";
import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "vitest";
import { afterwards } from "../setup/afterwards.js";
import { useServer } from "../support/server.js";
import { sees, useBrowser } from "./support.js";

const server = useServer();
const people = useBrowser();

test("a browser that keeps no cookie is told so, after trying once more", {
  tags: ["thorough"],
}, async () => {
  const owner = await server.visitor();
  const { _id } = await owner.open();
  const client = await owner.enter(_id);
  const page = await people.person();
  let loads = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest()) loads++;
  });
  await page.goto(`${await withoutCookies(server.url)}/room/${_id}`);
  await sees(page, ".ended", "keeps no cookie");
  expect(loads).toBe(2);
  client.close();
});

/** The same server by a way on which its cookies are lost, as they are in a browser that refuses them. */
async function withoutCookies(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const proxy = createServer((req, res) => {
    const { method, url: path, headers } = req;
    const asked = request({ hostname, port, method, path, headers }, (answer) => {
      const { "set-cookie": _, ...rest } = answer.headers;
      answer.pipe(res.writeHead(answer.statusCode!, rest));
    });
    req.pipe(asked.on("error", () => res.destroy()));
  });
  proxy.on("upgrade", (req, here) => {
    const there = connect(Number(port), hostname);
    const { rawHeaders } = req;
    const head = rawHeaders.flatMap((name, i) => (i % 2 ? [] : [`${name}: ${rawHeaders[i + 1]}`]));
    there.write(`${[`GET ${req.url} HTTP/1.1`, ...head].join("\r\n")}\r\n\r\n`);
    here.pipe(there).pipe(here);
    for (const end of [here, there]) end.on("error", () => {}); // either end may just go
  });
  proxy.listen(0, hostname);
  await once(proxy, "listening");
  afterwards(() => void proxy.close().closeAllConnections());
  return `http://${hostname}:${(proxy.address() as AddressInfo).port}`;
}
