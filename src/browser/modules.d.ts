declare module "nunjucks/browser/nunjucks-slim.js" {
  // The same interface as nunjucks, without the compiler.
  import nunjucks from "nunjucks";
  export default nunjucks;
}

declare module "views:*" {
  const template: unknown;
  export default template;
}
