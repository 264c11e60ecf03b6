// Elements and tables.

export type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>;

/** An element; attributes that begin with "on" are listeners. */
export function h(tag: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(tag);
  apply(element, attributes, children);
  return element;
}

/** An SVG element. */
export function s(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  apply(element, attributes, children);
  return element;
}

function apply(element: Element, attributes: Attributes, children: Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
}

export interface Column<T> {
  head: string;
  /** Unit below the head. */
  unit?: string;
  cell: (row: T) => Child;
  /** What to sort by; numbers stand to the right. */
  key: (row: T) => number | string | null;
  number?: boolean;
  row?: boolean;
}

export interface TableOptions<T> {
  caption: string;
  sortable?: boolean;
  /** Many columns of short numbers. */
  dense?: boolean;
  mark?: (row: T) => boolean;
  /** Rows that sum up others. */
  strong?: (row: T) => boolean;
  id?: (row: T) => string;
}

/** A table in a box that scrolls sideways where the screen is narrow; sortable by any column. */
export function table<T>(columns: Column<T>[], rows: readonly T[], options: TableOptions<T>): HTMLElement {
  const body = h("tbody");
  const heads: HTMLElement[] = [];
  let order: { column: number; down: boolean } | null = null;

  const fill = () => {
    const column = order && columns[order.column];
    const sorted = order && column ? sortRows(rows, column, order.down) : rows;
    body.replaceChildren(...sorted.map((row) => line(columns, row, options)));
    heads.forEach((head, i) =>
      head.setAttribute(
        "aria-sort",
        order?.column === i ? (order.down ? "descending" : "ascending") : "none",
      ),
    );
  };
  for (const [i, column] of columns.entries()) {
    const label = [column.head, column.unit ? h("small", {}, column.unit) : null] as Child[];
    const sort = () => {
      order =
        order?.column === i ? { column: i, down: !order.down } : { column: i, down: column.number ?? false };
      fill();
    };
    const inner = options.sortable ? [h("button", { type: "button", onclick: sort }, ...label)] : label;
    heads.push(h("th", { scope: "col", class: column.number ? "number" : null }, ...inner));
  }
  fill();
  if (!options.sortable) for (const head of heads) head.removeAttribute("aria-sort");
  return h(
    "div",
    { class: "wide", tabindex: 0, role: "region", "aria-label": options.caption },
    h(
      "table",
      { class: options.dense ? "dense" : null },
      h("caption", { class: "hidden" }, options.caption),
      h("thead", {}, h("tr", {}, ...heads)),
      body,
    ),
  );
}

function line<T>(columns: Column<T>[], row: T, options: TableOptions<T>): HTMLElement {
  const cells = columns.map((column) =>
    h(
      column.row ? "th" : "td",
      { class: column.number ? "number" : null, scope: column.row ? "row" : null },
      column.cell(row),
    ),
  );
  return h(
    "tr",
    {
      class:
        [options.mark?.(row) && "marked", options.strong?.(row) && "sums"].filter(Boolean).join(" ") || null,
      "data-id": options.id?.(row),
    },
    ...cells,
  );
}

/** Rows by one column; rows without a value come last either way. */
export function sortRows<T>(rows: readonly T[], column: Pick<Column<T>, "key">, down: boolean): T[] {
  return [...rows].sort((a, b) => {
    const x = column.key(a);
    const y = column.key(b);
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const way =
      typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "en");
    return down ? -way : way;
  });
}

/** A labelled choice. */
export function choice(
  label: string,
  options: { value: string; text: string; group?: string }[],
  value: string,
  change: (value: string) => void,
): HTMLElement {
  const select = h("select", {
    onchange: (event) => change((event.target as HTMLSelectElement).value),
  }) as HTMLSelectElement;
  const groups = new Map<string, HTMLElement>();
  for (const option of options) {
    const element = h("option", { value: option.value, selected: option.value === value }, option.text);
    if (!option.group) select.append(element);
    else {
      const group = groups.get(option.group) ?? h("optgroup", { label: option.group });
      if (!groups.has(option.group)) select.append(group);
      groups.set(option.group, group);
      group.append(element);
    }
  }
  return h("label", { class: "choice" }, h("span", {}, label), select);
}

/** Shows another value in a choice. */
export function setChoice(pick: Element, value: string): void {
  const select = pick.querySelector("select");
  if (select) select.value = value;
}

/** One of a few, as a row of buttons. */
export function radios(
  legend: string,
  name: string,
  options: { value: string; text: string }[],
  value: string,
  change: (value: string) => void,
): HTMLElement {
  return h(
    "fieldset",
    { class: "radios" },
    h("legend", {}, legend),
    h(
      "span",
      { class: "buttons" },
      ...options.map((option) =>
        h(
          "label",
          {},
          h("input", {
            type: "radio",
            name,
            value: option.value,
            checked: option.value === value,
            onchange: () => change(option.value),
          }),
          h("span", {}, option.text),
        ),
      ),
    ),
  );
}

/** Puts children into an element in place of what it held. */
export function fill(element: Element, children: Child[]): void {
  element.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
}

export function section(id: string, title: string, ...children: Child[]): HTMLElement {
  return h(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    h("h2", { id: `${id}-title` }, title),
    ...children,
  );
}

export function fold(title: string, ...children: Child[]): HTMLElement {
  return h("details", {}, h("summary", {}, title), ...children);
}

export function html(text: string): HTMLElement {
  const box = h("div", { class: "prose" });
  box.innerHTML = text;
  return box;
}
