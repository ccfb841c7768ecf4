// Prints every .tf file below a folder as JSON: { "modules/iot/main.tf": … }. Run where hcl2json is installed; the folder is the argument.
import { createRequire } from "node:module";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const { parse } = createRequire(join(process.cwd(), "package.json"))("@cdktn/hcl2json");
const root = process.argv[2];
const files = readdirSync(root, { recursive: true }).filter(file => file.endsWith(".tf") && !file.includes(".terraform"));
const read = {};
for (const file of files.sort()) read[file.replaceAll("\\", "/")] = await parse(file, readFileSync(join(root, file), "utf8"));
process.stdout.write(JSON.stringify(read));
