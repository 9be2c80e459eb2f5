import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default ts.config(
  { ignores: ['dist/', 'data/*.gen.ts'] },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    ignores: ['now.ts', '**/*.test.ts', 'vite.config.ts'],
    rules: {
      // The hotel's time is not the device's in a demo.
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Ask now.ts: hotelNow(), or deviceNow() for a duration.',
        },
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'Ask now.ts: hotelNow(), or deviceNow() for a duration.',
        },
      ],
    },
  },
  {
    rules: {
      // The type checker knows what is defined; this rule only knows JavaScript's globals.
      'no-undef': 'off',
      // State here is replaced, never mutated ($state.raw), so plain Map, Set and Date are right.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
);
