// The areas of words: what is downloaded together. One folder beside this file and one line here each; `common` is what
// both apps say, `errors` why something was refused, and each page of the board has its own.

interface Areas {
  board: typeof import('./board/en.json');
  common: typeof import('./common/en.json');
  errors: typeof import('./errors/en.json');
  tablet: typeof import('./tablet/en.json');
}

export type Area = keyof Areas;
export type MessageKey = { [A in Area]: keyof Areas[A] }[Area];
