declare module "views:all" {
  const templates: Readonly<Record<string, object>>;
  export default templates;
}
