// Fails the build when an app, or a page of it, grows past its budget: what a browser downloads for it, gzipped.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

// Kilobytes (1000 bytes) of script, style and words. Fonts come on demand and are not counted.
/** What each app downloads before its first page works: for the board that is the rooms. */
const FIRST_LOAD = { board: 204, tablet: 160 };
/** What a page, or a sheet beside it, downloads on top of that when it is first opened. */
const EXTRA = 30;
/** Plots, and drag and drop, are libraries of their own.
 * @type {Record<string, number>} */
const EXTRA_OF = { insights: 110, tasks: 33 };

/** @typedef {Record<string, { file: string, imports?: string[], css?: string[], isDynamicEntry?: boolean }>} Manifest */

/** @param {Manifest} manifest @param {string[]} entries @param {Set<string>} files */
function collect(manifest, entries, files = new Set()) {
  for (const { file, css = [], imports = [] } of entries.flatMap((entry) => manifest[entry] ?? [])) {
    if (files.has(file)) continue;
    for (const each of [file, ...css]) files.add(each);
    collect(manifest, imports, files);
  }
  return files;
}

/** @param {Iterable<string>} files */
function kilobytes(files) {
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).length, 0) / 1000;
}

/** @typedef {{ what: string, size: number, budget: number }} Line */

/** @param {Manifest} manifest @param {string} entry @param {Set<string>} first @returns {Line} */
function extra(manifest, entry, first) {
  const [app, folder = ''] = entry.split('/');
  const files = [...collect(manifest, [entry, `i18n/${folder}/en.json`])].filter((file) => !first.has(file));
  const what = `${app}: + ${entry.slice(`${app}/`.length).replace(/(\/Page)?\.svelte$/, '')}`;
  return { what, size: kilobytes(files), budget: EXTRA_OF[folder] ?? EXTRA };
}

/** @param {[app: string, budget: number]} app @returns {Line[]} */
function measured([app, budget]) {
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(`dist/.vite/${app}.json`, 'utf8'));
  // English stands for the one language that is loaded.
  const atOnce = [
    `${app}/index.html`,
    `${app}/rooms/Page.svelte`,
    'i18n/common/en.json',
    `i18n/${app}/en.json`,
  ];
  const first = collect(manifest, atOnce);
  const later = Object.keys(manifest).filter(
    (entry) => entry.endsWith('.svelte') && manifest[entry]?.isDynamicEntry && !atOnce.includes(entry),
  );
  return [
    { what: app, size: kilobytes(first), budget },
    ...later.map((entry) => extra(manifest, entry, first)),
  ];
}

const lines = Object.entries(FIRST_LOAD).flatMap(measured);
const broad = Math.max(...lines.map(({ what }) => what.length));
for (const { what, size, budget } of lines) {
  const verdict = size > budget ? '  over budget' : '';
  console.log(
    `${what.padEnd(broad)} ${size.toFixed(1).padStart(6)} kB of ${String(budget).padStart(3)}${verdict}`,
  );
}
if (lines.some(({ size, budget }) => size > budget)) process.exit(1);
