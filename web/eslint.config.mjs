// What `npm run lint` asks of the page beyond `tsc`; layout is prettier's.
import js from "@eslint/js";
import tseslint from "typescript-eslint";

const names = [
  "addEventListener",
  "console",
  "dispatchEvent",
  "document",
  "Event",
  "Image",
  "process",
  "window",
];
const GLOBALS = Object.fromEntries(names.map((name) => [name, "readonly"]));

export default tseslint.config(
  { ignores: ["node_modules"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { string: true } }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  { files: ["**/*.mjs"], languageOptions: { globals: GLOBALS } },
  {
    rules: {
      "max-len": ["error", { code: 110, ignoreUrls: true }],
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", { max: 60, skipComments: true }],
      "max-params": ["error", 6],
      complexity: ["error", 16],
      eqeqeq: "error",
    },
  },
  { files: ["test/world.ts"], rules: { "max-lines-per-function": "off" } },
);
