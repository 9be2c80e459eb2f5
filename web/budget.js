// Fails the build when a page grows past its budget: what a browser downloads before the page works, gzipped.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** Kilobytes (1000 bytes) of script and style per page. Fonts come on demand and are not counted. */
const BUDGET = { board: 205, tablet: 155 };

/** @typedef {Record<string, { file: string, imports?: string[], css?: string[] }>} Manifest */

/** @param {Manifest} manifest @param {string} entry @param {Set<string>} files */
function collect(manifest, entry, files) {
  const chunk = manifest[entry];
  if (!chunk || files.has(chunk.file)) return files;
  files.add(chunk.file);
  chunk.css?.forEach((file) => files.add(file));
  chunk.imports?.forEach((name) => collect(manifest, name, files));
  return files;
}

/** @param {string} page */
function filesOf(page) {
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(`dist/.vite/${page}.json`, 'utf8'));
  // English stands for the one language that a page loads.
  const words = ['common', 'errors', page].map((area) => `i18n/${area}/en.json`);
  return [`${page}/index.html`, ...words].reduce(
    (files, entry) => collect(manifest, entry, files),
    new Set(),
  );
}

let over = false;
for (const [page, budget] of Object.entries(BUDGET)) {
  const bytes = [...filesOf(page)].map((file) => gzipSync(readFileSync(`dist/${file}`)).length);
  const kilobytes = bytes.reduce((sum, size) => sum + size, 0) / 1000;
  console.log(`${page}: ${kilobytes.toFixed(1)} kB gzipped of ${budget}`);
  if (kilobytes > budget) over = true;
}
if (over) process.exit(1);
