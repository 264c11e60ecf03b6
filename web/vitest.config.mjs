import { defineConfig } from "vitest/config";
import { tables } from "./tables.mjs";

export default defineConfig({ plugins: [tables()] });
