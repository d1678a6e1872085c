// Decodes every *.frame file of a folder with an independent implementation of MessagePack and prints what it found, one JSON line each,
// and writes the same value again in that implementation's own encoding beside it (*.again).
// Usage: node cross-check.mjs <folder> <path of the @msgpack/msgpack package>
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";

const [folder, packageFolder] = process.argv.slice(2);
const { decode, encode } = createRequire(import.meta.url)(packageFolder);
const options = { useBigInt64: true };

for (const file of readdirSync(folder).filter((name) => name.endsWith(".frame")).sort()) {
  const value = decode(readFileSync(join(folder, file)), options);
  // Numbers as text: JSON's own would lose the last digits of 64-bit integers.
  const text = JSON.stringify(value, (_, v) => (typeof v === "bigint" || typeof v === "number" ? String(v) : v));
  process.stdout.write(text + "\n");
  writeFileSync(join(folder, file + ".again"), encode(value, options));
}
