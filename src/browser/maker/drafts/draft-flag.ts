import { preferences } from "../../base/safe-storage.js";

const FLAG = "maker-draft";

/** So that pages without a draft load nothing to look for one. */
export const draftFlag = {
  isSet: (): boolean => preferences.read(FLAG) !== null,
  set: (): void => preferences.write(FLAG, "yes"),
  clear: (): void => preferences.write(FLAG, null),
};
