declare module "nunjucks/browser/nunjucks-slim.js" {
  import nunjucks from "nunjucks";
  export default nunjucks;
}

declare module "views:*" {
  const template: unknown;
  export default template;
}
