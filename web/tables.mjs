// Tables of facts that Python and the page share: CSV files of `src/corridor/data/`, without quotes.
import { readFileSync } from "node:fs";

/** The rows of a table: column to text. */
export function rows(text, file) {
  if (text.includes('"')) throw new Error(`${file}: the page reads tables without quotes only`);
  const [head, ...lines] = text.trim().split(/\r?\n/);
  const columns = head.split(",");
  return lines.map((line, at) => {
    const cells = line.split(",");
    if (cells.length !== columns.length) throw new Error(`${file}, row ${at + 2}: ${cells.length} cells`);
    return Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
  });
}

/** Lets a module of the page import such a table as its rows. */
export function tables() {
  return {
    name: "tables",
    enforce: "pre",
    load(id) {
      if (!id.endsWith(".csv")) return null;
      return `export default ${JSON.stringify(rows(readFileSync(id, "utf8"), id))};`;
    },
  };
}

/** The colours of text, series and paper as variables of style sheets; a printed page has light paper. */
export function variables(palette) {
  const shown = palette.filter((row) => ["page", "verdict", "series"].includes(row.group));
  const block = (paper) => `:root{${shown.map((row) => `--${row.name}:${row[paper]}`).join(";")}}`;
  return `${block("light")}@media screen and (prefers-color-scheme:dark){${block("dark")}}`;
}
