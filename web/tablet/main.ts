// The guest's tablet: starts in the browser's language and turns to the guest's own once it knows it.
import { mount } from 'svelte';
import '../design/base.css';
import { bring, speak } from '../i18n/index.svelte';
import { chooseLanguage } from '../i18n/languages';
import App from './App.svelte';

await speak(chooseLanguage(...navigator.languages), 'tablet');
const target = document.getElementById('app');
if (target) mount(App, { target });
// Words that nobody needs before they have tried something; without them a reason is said as the server says it.
bring('errors').catch(() => undefined);
