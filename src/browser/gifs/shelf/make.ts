type OpenMaker = () => Promise<File | undefined>;

/** Without a maker, the shelf offers files alone. */
export const loadMaker = undefined as (() => Promise<OpenMaker>) | undefined;
