// What a language is called, in the language of the page; and which one a text is in, as far as its letters tell.
import { languageWords } from './formats';
import { LANGUAGES, type Language } from './languages';

/** One that the screens speak by its own name for itself, every other in the words of the page. */
export function languageName(code: string, page: Language): string {
  const [base] = code.split('-');
  const spoken = LANGUAGES.find((each) => each.code === code) ?? LANGUAGES.find((each) => each.code === base);
  return spoken?.name ?? languageWords(page, code) ?? code;
}

type Script = 'Latin' | 'Arabic' | 'Cyrillic';

const SCRIPTS: Readonly<Record<Script, RegExp>> = {
  Latin: /\p{Script=Latin}/gu,
  Arabic: /\p{Script=Arabic}/gu,
  Cyrillic: /\p{Script=Cyrillic}/gu,
};
/** Letters that Pashto has and Persian has not. */
const PASHTO = /[ټډړږښڼڅځېۍئګ]/u;
/** Which of the screens' languages a text of another script than the page's is read out as. */
const READ_AS: Readonly<Record<Script, string>> = { Latin: 'en', Arabic: 'fa', Cyrillic: 'tg' };

/** The script of most letters; undefined where there are none, or of another one. */
export function scriptOf(text: string): Script | undefined {
  const counts = (Object.keys(SCRIPTS) as Script[]).map((script) => ({
    script,
    letters: text.match(SCRIPTS[script])?.length ?? 0,
  }));
  const most = counts.reduce((one, other) => (other.letters > one.letters ? other : one));
  return most.letters > 0 ? most.script : undefined;
}

/** What a text is to be marked as; undefined where it may well be in the language of the page. */
export function languageOfText(text: string, page: Language): string | undefined {
  const script = scriptOf(text);
  if (!script) return undefined;
  if (script === 'Arabic' && PASHTO.test(text)) return page.code === 'ps' ? undefined : 'ps';
  return script === scriptOf(page.name) ? undefined : READ_AS[script];
}
