import type { Figures } from "../../services/index.js";
import { type Check, percent, toCheck } from "./check.js";

const MAX_CLOCK_OFFSET_MS = 2000;
const NEARLY_FULL = 90;

export const checkDatabase = (isAlive: boolean): Check =>
  toCheck(
    {},
    !isAlive && {
      why: "The database does not answer, so nobody can talk.",
      todo: "Look whether it runs and can be reached (MONGODB_URI); the error log says since when and why.",
    },
  );

export async function checkRedis(isAlive: (() => Promise<boolean>) | undefined): Promise<Check> {
  if (!isAlive) return toCheck({ used: false }, undefined);
  const problem = {
    why: "Redis does not answer: chats of other instances come up to three seconds late, and each instance counts rate limits alone.",
    todo: "Look whether it runs and can be reached (REDIS_URL). Rooms go on meanwhile.",
  };
  return toCheck({ used: true }, !(await isAlive()) && problem);
}

export function checkLease({ lease }: Figures): Check {
  if (!lease) return toCheck({ used: false }, undefined);
  const problem = {
    why: "This instance could not tell the others for 15 seconds that it lives, so they give its seats away.",
    todo: "Look at the database, and whether this machine was paused. It recovers by itself.",
  };
  return toCheck({ used: true }, lease.isLost && problem);
}

export function checkClock({ lease }: Figures): Check {
  if (!lease) return toCheck({ compared: false }, undefined);
  const offsetMs = Math.round(lease.clockOffsetMs);
  const problem = {
    why: "This machine's clock and the database's differ, so chats of different instances have wrong times.",
    todo: "Let NTP set the clocks of all machines.",
  };
  return toCheck({ compared: true, offsetMs }, Math.abs(offsetMs) > MAX_CLOCK_OFFSET_MS && problem);
}

export function checkPictureQueue({ pictureQueues }: Figures): Check {
  const isLong = Object.values(pictureQueues).some(({ waiting, maxWaiting }) => waiting >= maxWaiting / 2);
  const problem = {
    why: "Many pictures wait to be checked; beyond twice as many, more are refused.",
    todo: "Find out who sends them (docs/operations.md, Alerts), or give the server a faster core.",
  };
  return toCheck({ ...pictureQueues }, isLong && problem);
}

export async function checkBudgets(figures: Figures): Promise<Check> {
  const { maxRooms, maxPictureBytes } = figures.budgets;
  const { rooms, pictureBytes } = await figures.stored();
  const full =
    percent(rooms, maxRooms) >= NEARLY_FULL
      ? { of: "rooms", name: "MAX_ROOMS" }
      : percent(pictureBytes, maxPictureBytes) >= NEARLY_FULL && {
          of: "pictures",
          name: "MAX_PICTURE_BYTES",
        };
  return toCheck(
    { rooms, maxRooms, pictureBytes, maxPictureBytes },
    full && {
      why: `Nearly all space for ${full.of} is taken; then new ones are refused.`,
      todo: `Look at /operator for who takes it, or raise ${full.name}.`,
    },
  );
}
