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
    files: ['board/**', 'tablet/**', 'design/**', 'data/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          // In a message's key, which is ours, it is right.
          selector: ':not(TemplateLiteral) > CallExpression[callee.property.name=/^to(Locale)?LowerCase$/]',
          message: 'Names are compared as people read them: ask i18n/folding.',
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
