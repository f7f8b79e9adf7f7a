import type { Request } from "express";
import { Refusal } from "../../services/index.js";
import type { RoomView } from "../../shared/events.js";
import { translator } from "../../shared/i18n/index.js";
import { limits } from "../../shared/limits.js";
import type { SettingsForm } from "../../shared/page-props.js";
import { langOf } from "../request.js";
import { errorText } from "./render-page.js";

type Values = SettingsForm["values"];
type Fields = Partial<Record<string, unknown>>;

const flags = ["listed", "locked", "readOnly", "crowd", "proof"] as const;
const names = ["title", "max", "slow", ...flags] as const;
const FOR_ACTING_HOSTS: readonly string[] = ["slow", "locked"];

const toOnOff = (is: boolean) => (is ? "on" : "off");
const bodyOf = (req: Request): Fields => (req.body ?? {}) as Fields;

/** The settings page sends `was`, the settings that it showed; a program sends only what it wants to change. */
export const isFromSettingsPage = (req: Request): boolean => typeof bodyOf(req).was === "string";

/** Only what the visitor changed: another host may have changed the rest since the page was shown. */
export function toChanges(req: Request): Fields {
  const { was, newPassword, ...typed } = bodyOf(req);
  const shown = new URLSearchParams(String(was));
  const changes: Fields = {};
  for (const name of names) {
    const value = readValue(name, typed);
    if (shown.has(name) && value !== undefined && value !== shown.get(name)) changes[name] = value;
  }
  if (newPassword && typed.password === "") throw new Refusal("BAD_PASSWORD", { password: "BAD_PASSWORD" });
  if (newPassword || typed.password === "") changes.password = newPassword || "";
  return changes;
}

export function toSettingsForm(room: RoomView, isHost: boolean): SettingsForm {
  const values: Values = {
    ...{ title: room.title, max: String(room.max), slow: String(room.slow) },
    ...{ listed: toOnOff(room.listed), locked: toOnOff(room.locked) },
    ...{ readOnly: toOnOff(room.readOnly), crowd: toOnOff(room.crowd) },
    proof: toOnOff(room.proof),
  };
  const shown = Object.entries(values).filter(([name]) => isHost || FOR_ACTING_HOSTS.includes(name));
  return { values, was: String(new URLSearchParams(shown)), errors: {} };
}

export function toRefusedForm(req: Request, room: RoomView, isHost: boolean, refusal: Refusal): SettingsForm {
  const { fields, code } = refusal;
  const typed = bodyOf(req);
  const form = toSettingsForm(room, isHost);
  const was = String(typed.was);
  const shown = new URLSearchParams(was);
  for (const name of names) if (shown.has(name)) form.values[name] = readValue(name, typed) ?? "";
  const codes = Object.keys(fields).length ? fields : { [code === "BAD_MAX" ? "max" : "form"]: code };
  const errors: Record<string, string> = {};
  for (const [name, fieldCode] of Object.entries(codes)) errors[name] = errorText(req, fieldCode);
  const t = translator(langOf(req));
  const isFewer = errors.max && Number(typed.max) >= limits.seats.least && Number(typed.max) < room.people;
  if (isFewer) errors.max = t("settings.maxTaken", { count: room.people });
  if (errors.password && typed.newPassword && typed.password === "")
    errors.password = t("settings.passwordBoth");
  return { ...form, was, errors };
}

function readValue(name: keyof Values, typed: Fields): string | undefined {
  const value = typed[name];
  if ((flags as readonly string[]).includes(name)) return toOnOff(value === "on");
  return typeof value === "string" ? value : undefined;
}
