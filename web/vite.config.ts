import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { catalogs } from './i18n/catalogs.js';

/** The gateway that answers /api, /auth and /config.json while developing. */
const gateway = process.env.GATEWAY ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [catalogs(), svelte()],
  appType: 'mpa',
  build: {
    outDir: 'dist',
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: { input: { board: 'board/index.html', tablet: 'tablet/index.html' } },
  },
  server: { proxy: { '/api': gateway, '/auth': gateway, '/config.json': gateway } },
  test: { include: ['**/*.test.ts'], environment: 'node' },
});
