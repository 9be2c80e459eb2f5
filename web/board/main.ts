// The staff's board: starts in the language this person last chose here, else the browser's.
import { mount } from 'svelte';
import '../design/base.css';
import { bring, speak } from '../i18n/index.svelte';
import { chooseLanguage } from '../i18n/languages';
import { rememberedLanguage } from './preferences';
import App from './shell/App.svelte';
import './shell/install.svelte';
import './shell/theme.svelte';
import { updates } from './shell/updates.svelte';

await speak(chooseLanguage(rememberedLanguage(), ...navigator.languages), 'board');
const target = document.getElementById('app');
if (target) mount(App, { target });
// Words that nobody needs before they have tried something; without them a reason is said as the server says it.
bring('errors').catch(() => undefined);
// Built only: while developing, nothing is to come from a cache.
if (import.meta.env.PROD) void updates.start();
