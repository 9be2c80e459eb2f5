import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';
import { catalogs } from './i18n/catalogs.js';

/** The gateway that answers /api, /auth and /config.json while developing. */
const gateway = process.env.GATEWAY ?? 'http://127.0.0.1:8000';

const PAGES: Record<string, string> = { board: 'board/index.html', tablet: 'tablet/index.html' };

/** What every page needs, in one file: apart, it would come in dozens of small ones, which are larger together and slower. */
const FRAME =
  /node_modules\/(svelte|idb|icu-minify|@internationalized)\/|\/web\/(i18n\/[a-z.]+\.ts|design\/(Icon|icons|Button|Chip|Choice|Notice|Sign|StateMark|Dialog|toasts|clock|glow)\b|data\/(api|calls|cloud|commands|contracts|day|device|documents|failures|outbox|past|people|presence|roles|session|shelf|tabs)\b|board\/shell\/(router|address|keys)\b)/;

/** While developing as when served: a path within the board is the board's own to understand. */
const boardAddresses: Plugin = {
  name: 'board-addresses',
  configureServer({ middlewares }) {
    middlewares.use((request, _, next) => {
      request.url = request.url?.replace(/^\/board\/[a-z]*(?=$|\?)/, '/board/index.html');
      next();
    });
  },
};

/** Opens the board without a network: its files are on the device, and nothing of the hotel is kept here. */
const offlineBoard = VitePWA({
  filename: 'board/sw.js',
  scope: '/board/',
  mode: 'production',
  manifest: false,
  // By hand, in updates.svelte.ts: a script in the page would need another content security policy.
  injectRegister: false,
  registerType: 'prompt',
  workbox: {
    // The tablet is built after the board, so it is not among these.
    globPatterns: ['board/*.{html,png,webmanifest}', 'assets/*.{js,css,woff2,svg}'],
    modifyURLPrefix: { '': '/' },
    dontCacheBustURLsMatching: /^\/assets\/.*-[\w-]{8}\.\w+$/,
    navigateFallback: '/board/index.html',
    navigateFallbackAllowlist: [/^\/board\/[a-z]*(\?|$)/],
    clientsClaim: true,
    inlineWorkboxRuntime: true,
    runtimeCaching: [
      {
        urlPattern: ({ sameOrigin, url }) => sameOrigin && url.pathname === '/config.json',
        handler: 'NetworkFirst',
        options: { cacheName: 'configuration', networkTimeoutSeconds: 3 },
      },
    ],
  },
});

/** Tests that replace a module or a global, choose the language or keep something: each is in a world of its own. */
function replacing(): string[] {
  const here = fileURLToPath(new URL('.', import.meta.url));
  return readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
    .filter((path) =>
      /\bvi\.(mock|doMock|stub\w+|resetModules|useFakeTimers|setSystemTime)\b|\bspeak\(|fake-indexeddb/.test(
        readFileSync(here + path, 'utf8'),
      ),
    )
    .map((path) => path.replaceAll('\\', '/'));
}

/** Most of what a test costs is to load what it imports: those that replace nothing load it once for all. */
function tests(alone: string[]): ViteUserConfig['test'] {
  return {
    environment: 'node',
    // A test that waits for nothing passes on a busy machine too, only later.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'alone', include: alone } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...alone],
          pool: 'threads',
          isolate: false,
        },
      },
    ],
  };
}

// Each page is built alone (`--mode board`): built together they would share one chunk, and the tablet would carry the
// board's offline cache of Firestore.
export default defineConfig(({ mode }) => ({
  plugins: [catalogs(), svelte(), boardAddresses, mode === 'board' && offlineBoard],
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
    rolldownOptions: {
      input: mode in PAGES ? { [mode]: PAGES[mode] as string } : PAGES,
      // Of the board only: the tablet is one page, and comes in one file as it is.
      output: mode === 'board' ? { codeSplitting: { groups: [{ name: 'frame', test: FRAME }] } } : {},
    },
  },
  server: { proxy: { '/api': gateway, '/auth': gateway, '/config.json': gateway } },
  test: mode === 'test' ? tests(replacing()) : {},
}));
