// The staff's board: starts in the language this person last chose here, else the browser's.
import { mount } from 'svelte';
import '../design/base.css';
import { speak } from '../i18n/index.svelte';
import { chooseLanguage } from '../i18n/languages';
import App from './App.svelte';
import { rememberedLanguage } from './preferences';

await speak(chooseLanguage(rememberedLanguage(), ...navigator.languages), 'board', 'errors');
const target = document.getElementById('app');
if (target) mount(App, { target });
