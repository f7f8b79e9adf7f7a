import { delegate } from "../base/dom.js";

/** The link leads to a page, which is for visitors without scripts. */
export function startReports(): void {
  delegate(document, "click", "a[data-report]", async (link, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const { href } = link as HTMLAnchorElement;
    try {
      const { openReport } = await import("./open-report.js");
      await openReport(link, href);
    } catch (error) {
      console.warn(error);
      location.assign(href);
    }
  });
}
