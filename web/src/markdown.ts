// The part of Markdown that the texts use, as HTML; everything else is shown as it is.

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ESCAPES[c] ?? c);
}

/** Code, strong, emphasis and links to the web within a line. */
export function inline(text: string): string {
  const kept: string[] = [];
  const keep = (html: string) => `\uE000${kept.push(html) - 1}\uE000`;
  const marked = escape(text)
    .replace(/`([^`]+)`/g, (_, code: string) => keep(`<code>${code}</code>`))
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, (_, label: string, url: string) =>
      keep(`<a href="${url}" rel="noreferrer">${label}</a>`),
    )
    .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1")
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>")
    .replace(/(^|[^*\w])\*([^*\s][^*]*)\*/g, "$1<em>$2</em>")
    .replace(/\^\(([^)]+)\)/g, "<sup>$1</sup>");
  return marked.replace(/\uE000(\d+)\uE000/g, (_, at: string) => kept[Number(at)] ?? "");
}

/** Headings (two levels lower than written, at most h6), paragraphs, lists, tables and code blocks. */
export function markdown(text: string, lower = 2): string {
  const lines = text.replace(/\r/g, "").split("\n");
  const out: string[] = [];
  let at = 0;
  const take = (test: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && test(lines[at] ?? "")) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (line.trim() === "") at += 1;
    else if (heading) {
      const level = Math.min(6, Math.max(3, (heading[1] ?? "").length + lower));
      out.push(`<h${level}>${inline(heading[2] ?? "")}</h${level}>`);
      at += 1;
    } else if (line.startsWith("```")) {
      at += 1;
      const body = take((l) => !l.startsWith("```"));
      at += 1;
      out.push(`<pre><code>${escape(body.join("\n"))}</code></pre>`);
    } else if (line.startsWith("|")) out.push(table(take((l) => l.startsWith("|"))));
    else if (item(line)) out.push(list(take((l) => item(l) || /^\s+\S/.test(l))));
    else
      out.push(
        `<p>${inline(take((l) => l.trim() !== "" && !/^(#|\||```)/.test(l) && !item(l)).join(" "))}</p>`,
      );
  }
  return out.join("\n");
}

function item(line: string): boolean {
  return /^\s*([-*]|\d+\.)\s+/.test(line);
}

function list(lines: string[]): string {
  const items: string[] = [];
  for (const line of lines) {
    if (item(line)) items.push(line.replace(/^\s*([-*]|\d+\.)\s+/, ""));
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  }
  const tag = /^\s*\d+\./.test(lines[0] ?? "") ? "ol" : "ul";
  return `<${tag}>${items.map((text) => `<li>${inline(text)}</li>`).join("")}</${tag}>`;
}

function table(lines: string[]): string {
  const cells = (line: string) =>
    line
      .replace(/^\||\|\s*$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => inline(cell.replace(/\\\|/g, "|").trim()));
  const [head, rule, ...body] = lines;
  if (head === undefined || rule === undefined || !/^[|\s:-]+$/.test(rule))
    return `<p>${lines.map(inline).join("<br>")}</p>`;
  const row = (line: string, tag: string) =>
    `<tr>${cells(line)
      .map((cell) => `<${tag}>${cell}</${tag}>`)
      .join("")}</tr>`;
  const rows = body.map((line) => row(line, "td")).join("");
  const inside = `<thead>${row(head, "th")}</thead><tbody>${rows}</tbody>`;
  return `<div class="wide" tabindex="0"><table>${inside}</table></div>`;
}
