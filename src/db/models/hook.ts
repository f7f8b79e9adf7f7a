/** In the room's record: it ends with the room, and one update says whether another fits and its name is free. */
export interface HookRecord {
  /** Public: the author of what it says. */
  id: string;
  /** The host who made it. */
  by: string;
  token: string;
  name: string;
  looks: string[];
  at: Date;
  usedAt?: Date;
}

/** Part of an update that takes a visitor's right to have hooks away. */
export const withoutHooksOf = (visitor: string): { hooks: { by: string } } => ({ hooks: { by: visitor } });
