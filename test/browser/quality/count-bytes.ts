import type { Page } from "playwright-core";

/** Counts what a page loads from now on as it travels, without the pictures that people sent. */
export async function countBytes(page: Page): Promise<() => number> {
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const urls = new Map<string, string>();
  const bytes = new Map<string, number>();
  network.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, response.url));
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) =>
    bytes.set(requestId, encodedDataLength),
  );
  return () =>
    [...bytes].reduce((sum, [id, size]) => (urls.get(id)?.includes("/gif/") ? sum : sum + size), 0);
}
