import { expect, test } from "vitest";
import { dollars, figure, large, NONE, sentence, signed, year } from "../src/format";

test("numbers keep three significant digits and a true minus", () => {
  expect(figure(1234567)).toBe("1,234,567");
  expect(figure(12.3456)).toBe("12.3");
  expect(figure(-0.00123456)).toBe("−0.00123");
  expect(figure(0)).toBe("0");
});

test("what is no number is a dash", () => {
  for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY])
    expect(figure(value)).toBe(NONE);
  expect(signed(null)).toBe(NONE);
});

test("changes carry their sign, zero does not", () => {
  expect(signed(0.5)).toBe("+0.5");
  expect(signed(-2)).toBe("−2");
  expect(signed(0)).toBe("0");
});

test("noise is not shown as a number", () => {
  expect(figure(3e-9)).toBe("<0.000001");
  expect(signed(3e-9)).toBe("<0.000001");
});

test("large counts in words, years plain", () => {
  expect(large(1_234_567)).toBe("1.23 million");
  expect(large(-2.5e9)).toBe("−2.5 billion");
  expect(large(950)).toBe("950");
  expect(year(2041)).toBe("2041");
  expect(sentence("freight CO2")).toBe("Freight CO₂");
  expect([dollars(12), dollars(-3.5), dollars(null)]).toEqual(["+US$ 12 million", "−US$ 3.5 million", NONE]);
});
