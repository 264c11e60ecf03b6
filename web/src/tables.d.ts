// Tables of facts that `tables.mjs` turns into rows.
declare module "*.csv" {
  const rows: Record<string, string>[];
  export default rows;
}
