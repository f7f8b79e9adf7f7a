import { getElement } from "../base/dom.js";

/** The server does not know the visitor's time zone. */
export function setTimeZoneOfTranscript(): void {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  getElement<HTMLAnchorElement>("[data-transcript]").search = `?${new URLSearchParams({ tz: timeZone })}`;
}
