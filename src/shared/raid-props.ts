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
  /** Of the groups that are selected. */
  rooms: number;
  visitors: number;
  /** While what a raid left is being removed: how many rooms are still to be ended or looked through. */
  roomsLeft?: number;
}
