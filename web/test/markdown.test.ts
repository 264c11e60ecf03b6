import { expect, test } from "vitest";
import { inline, markdown } from "../src/markdown";

test("markup in a text is shown, not obeyed", () => {
  expect(markdown("<img src=x onerror=alert(1)> & co")).toBe(
    "<p>&lt;img src=x onerror=alert(1)&gt; &amp; co</p>",
  );
  expect(inline("[x](javascript:alert(1))")).not.toContain("href");
  expect(inline('[x](https://a.org/"onmouseover="y)')).not.toMatch(/"onmouseover/);
});

test("headings, lists, tables, code", () => {
  expect(markdown("# A\ntext\nmore")).toBe("<h3>A</h3>\n<p>text more</p>");
  expect(markdown("- a\n  b\n- **c**")).toBe("<ul><li>a b</li><li><strong>c</strong></li></ul>");
  expect(markdown("1. a\n2. b")).toBe("<ol><li>a</li><li>b</li></ol>");
  expect(markdown("| a | b |\n|---|---|\n| 1 | `x|y` |")).toContain("<th>a</th><th>b</th>");
  expect(markdown("```\n<a>\n```")).toBe("<pre><code>&lt;a&gt;</code></pre>");
});

test("links to the web stay, links to files become text", () => {
  expect(inline("[a](https://b.org/c)")).toBe('<a href="https://b.org/c" rel="noreferrer">a</a>');
  expect(inline("see [a](sources/a.md)")).toBe("see a");
});

test("emphasis and powers, but not lone asterisks", () => {
  expect(inline("*X = a τ^(−θ)*")).toBe("<em>X = a τ<sup>−θ</sup></em>");
  expect(inline("2 * 3 * 4")).toBe("2 * 3 * 4");
});
