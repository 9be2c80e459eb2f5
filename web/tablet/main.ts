// The guest's tablet: starts in the browser's language and turns to the guest's own once it knows it.
import { mount } from 'svelte';
import '../design/base.css';
import { bring, speak } from '../i18n/index.svelte';
import { chooseLanguage } from '../i18n/languages';
import App from './App.svelte';
import { fetchSheets } from './sheets';

// Not awaited at the top: then the sheets could not share the page's own chunk, and each part of it would be one more download.
async function start() {
  await speak(chooseLanguage(...navigator.languages), 'tablet');
  const target = document.getElementById('app');
  if (target) mount(App, { target });
  // What nobody needs before they have tried something. Without these words a reason is said as the server says it.
  bring('errors').catch(() => undefined);
  fetchSheets();
}

void start();
