declare module "csstree-validator" {
  /** What is wrong with a stylesheet. */
  export function validate(css: string): { message: string; line: number }[];
}
