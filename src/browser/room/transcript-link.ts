import { getElement } from "../base/dom.js";

export function setTimeZoneOfTranscript(): void {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  getElement<HTMLAnchorElement>("[data-transcript]").search = `?${new URLSearchParams({ tz: timeZone })}`;
}
