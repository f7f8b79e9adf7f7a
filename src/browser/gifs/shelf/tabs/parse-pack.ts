export interface PackPicture {
  name: string;
  title: string;
  words: string;
}

export function parsePack(text: string, names: readonly string[]): PackPicture[] {
  const described = new Map(
    text.split("\n").map((line) => {
      const [name = "", title = "", words = ""] = line.split("\t");
      return [name, { title, words }];
    }),
  );
  return names.map((name) => ({ name, title: name, words: "", ...described.get(name) }));
}
