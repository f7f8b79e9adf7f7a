export const secondsUntil = (until: Date): number =>
  Math.max(1, Math.ceil((until.getTime() - Date.now()) / 1000));
