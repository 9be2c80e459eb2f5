import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const SCREENS = ['board/**', 'tablet/**', 'design/**', 'data/**'];
const TESTS = ['**/*.test.ts'];

/** The hotel's time is not the device's in a demo. */
const TIME = [
  "NewExpression[callee.name='Date'][arguments.length=0]",
  "CallExpression[callee.object.name='Date'][callee.property.name='now']",
].map((selector) => ({ selector, message: 'Ask now.ts: hotelNow(), or deviceNow() for a duration.' }));

const LETTERS = {
  // In a message's key, which is ours, it is right.
  selector: ':not(TemplateLiteral) > CallExpression[callee.property.name=/^to(Locale)?LowerCase$/]',
  message: 'Names are compared as people read them: ask i18n/folding.',
};

/** Knows that it reads TypeScript and says nothing of types, of which no rule here asks: told of them, the parser of
 * components writes each as a module of its own and reads it a second time. A rule that asks for types says so and fails. */
const syntaxOnly = {
  meta: { name: 'typescript-eslint/parser:syntax-only' },
  /** @param {[code: string]} asked The options too, which the declared type leaves out. */
  parseForESLint: (...asked) => ({ ...ts.parser.parseForESLint(...asked), services: {} }),
};

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
    languageOptions: { parserOptions: { parser: syntaxOnly, svelteConfig } },
  },
  // Not for now.ts, which is the one place, nor for what runs while building.
  {
    ignores: ['now.ts', 'vite.config.ts', 'budget.js'],
    rules: { 'no-restricted-syntax': ['error', ...TIME] },
  },
  { files: SCREENS, rules: { 'no-restricted-syntax': ['error', ...TIME, LETTERS] } },
  { files: TESTS, rules: { 'no-restricted-syntax': 'off' } },
  {
    files: SCREENS.map((folder) => `${folder}/*.test.ts`),
    rules: { 'no-restricted-syntax': ['error', LETTERS] },
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
