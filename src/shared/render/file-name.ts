export const toFileName = (title: string, savedAt: Date): string => {
  const name = title.replace(/[\\/:*?"<>|\s\p{C}]+/gu, " ").trim() || "room";
  return `${name} ${savedAt.toISOString().slice(0, 10)}.html`;
};
