export interface RaidGroup {
  /** Says nothing of the address. */
  key: string;
  visitors: number;
  /** How many they opened. */
  rooms: number;
  messagesPerMinute: number;
  picturesPerMinute: number;
  /** The first three. */
  names: string[];
  /** Clearly a raid. */
  selected: boolean;
  /** The operator's own address, which is never banned. */
  isOwn: boolean;
}

export interface RaidPage {
  /** The loudest first. */
  groups: RaidGroup[];
  /** Of the groups that are selected: how many rooms end with them. */
  rooms: number;
  visitors: number;
  /** False behind a proxy that the server was not told of: all visitors seem to come from there. */
  areAddressesKnown: boolean;
  /** Raids that were ended, but whose rooms and messages are still being removed. The latest first. */
  unfinished: { raid: string; at: string; roomsLeft: number }[];
  /** Of all of them, while there is one: how many rooms are still to be ended or looked through. */
  roomsLeft?: number;
}
