// Fails the build when a page grows past its budget: what a browser downloads before the page works, gzipped.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** Kilobytes (1000 bytes) of script and style per page. Fonts come on demand and are not counted. */
const BUDGET = { 'board/index.html': 235, 'tablet/index.html': 225 };

/** @type {Record<string, { file: string, imports?: string[], css?: string[] }>} */
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));

/** @param {string} entry @param {Set<string>} files */
function collect(entry, files) {
  const chunk = manifest[entry];
  if (!chunk || files.has(chunk.file)) return files;
  files.add(chunk.file);
  chunk.css?.forEach((file) => files.add(file));
  chunk.imports?.forEach((name) => collect(name, files));
  return files;
}

let over = false;
for (const [page, budget] of Object.entries(BUDGET)) {
  const bytes = [...collect(page, new Set())].map((file) => gzipSync(readFileSync(`dist/${file}`)).length);
  const kilobytes = bytes.reduce((sum, size) => sum + size, 0) / 1000;
  console.log(`${page}: ${kilobytes.toFixed(1)} kB gzipped of ${budget}`);
  if (kilobytes > budget) over = true;
}
if (over) process.exit(1);
