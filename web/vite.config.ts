import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { catalogs } from './i18n/catalogs.js';

/** The gateway that answers /api, /auth and /config.json while developing. */
const gateway = process.env.GATEWAY ?? 'http://127.0.0.1:8000';

const PAGES: Record<string, string> = { board: 'board/index.html', tablet: 'tablet/index.html' };

// Each page is built alone (`--mode board`): built together they would share one chunk, and the tablet would carry the
// board's offline cache of Firestore.
export default defineConfig(({ mode }) => ({
  plugins: [catalogs(), svelte()],
  resolve: { alias: { re2js: fileURLToPath(new URL('./data/no-re2.ts', import.meta.url)) } },
  appType: 'mpa',
  build: {
    outDir: 'dist',
    target: 'es2022',
    manifest: `.vite/${mode}.json`,
    // One chunk per page is meant; budget.js watches its size.
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: { input: mode in PAGES ? { [mode]: PAGES[mode] as string } : PAGES },
  },
  server: { proxy: { '/api': gateway, '/auth': gateway, '/config.json': gateway } },
  test: { include: ['**/*.test.ts'], environment: 'node' },
}));
