// The areas of words: what is downloaded together. One folder beside this file and one line here each; `common` is what
// both apps say, `errors` why something was refused, and each page of the board has its own.

interface Areas {
  arrivals: typeof import('./arrivals/en.json');
  board: typeof import('./board/en.json');
  bridge: typeof import('./bridge/en.json');
  common: typeof import('./common/en.json');
  errors: typeof import('./errors/en.json');
  found: typeof import('./found/en.json');
  insights: typeof import('./insights/en.json');
  letters: typeof import('./letters/en.json');
  linen: typeof import('./linen/en.json');
  lost: typeof import('./lost/en.json');
  maintenance: typeof import('./maintenance/en.json');
  mine: typeof import('./mine/en.json');
  plan: typeof import('./plan/en.json');
  reasons: typeof import('./reasons/en.json');
  room: typeof import('./room/en.json');
  settings: typeof import('./settings/en.json');
  switch: typeof import('./switch/en.json');
  tablet: typeof import('./tablet/en.json');
  task: typeof import('./task/en.json');
  tasks: typeof import('./tasks/en.json');
  team: typeof import('./team/en.json');
}

export type Area = keyof Areas;
export type MessageKey = { [A in Area]: keyof Areas[A] }[Area];
