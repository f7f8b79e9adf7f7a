/** `left`: until the last seat is given up. */
export type Lifetime = "left" | "1h" | "24h" | "7d";

export interface Hosts {
  hosts: string[];
  acting?: string;
}

export interface Invite {
  id: string;
  uses: number;
  used: number;
  expiresAt: string;
}

export interface NewInvite extends Invite {
  /** The path that has the token: it is shown once. */
  url: string;
}

export interface Hook {
  id: string;
  name: string;
  /** The host who made it. */
  by: string;
  createdAt: string;
  /** To the minute. */
  usedAt?: string;
}

export interface NewHook extends Hook {
  /** The path that has the token: it is shown once. */
  url: string;
}

export interface HooksPage {
  room: { _id: string; title: string };
  hooks: Hook[];
  made?: NewHook;
  form: { name: string; error: string | null };
  error: string | null;
}

export interface NextRoom {
  room: string;
  url: string;
}

export interface Ending {
  expiresAt: string;
  seconds: number;
}

export interface RoomSettings {
  title?: string;
  max?: number;
  password?: string;
  listed?: boolean;
  locked?: boolean;
  slow?: number;
  readOnly?: boolean;
  crowd?: boolean;
  proof?: boolean;
}
