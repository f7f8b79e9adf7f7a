/** Most tests care for one grace: where it is set, all are as long. */
export const graces = ({ EMPTY_ROOM_GRACE_MS: ms }: Record<string, string>): Record<string, string> =>
  ms === undefined ? {} : { LOST_CONNECTION_GRACE_MS: ms, ALONE_GRACE_MS: ms };
