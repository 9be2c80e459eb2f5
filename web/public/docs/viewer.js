// Draws /api/openapi.json and /api/asyncapi.json for people. No library: both are generated and hold no surprises.

/** Makes an element; strings become text, so nothing of a description is ever markup. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Replaces references by what they name, each once on the way down: a model may hold itself. */
function resolved(value, whole, above = []) {
  if (Array.isArray(value)) return value.map((item) => resolved(item, whole, above));
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.$ref === 'string') {
    if (above.includes(value.$ref)) return { $ref: value.$ref };
    const named = value.$ref
      .slice(2)
      .split('/')
      .reduce((found, part) => found?.[part], whole);
    return resolved(named, whole, [...above, value.$ref]);
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => key !== 'title' || typeof inner !== 'string')
      .map(([key, inner]) => [key, resolved(inner, whole, above)]),
  );
}

const said = (schema, whole) => JSON.stringify(resolved(schema, whole), null, 2);

/** Fills a card only when it is opened: resolving every schema at once would take seconds. */
function card(heading, words, fill) {
  const inside = element('div', { class: 'inside' });
  const details = element('details', { 'data-words': words.toLowerCase() }, element('summary', {}, ...heading), inside);
  details.addEventListener('toggle', () => details.open && !inside.hasChildNodes() && inside.append(...fill()));
  return details;
}

function section(title, text) {
  return [element('h3', {}, title), element('pre', {}, text)];
}

function parameters(operation) {
  if (!operation.parameters?.length) return [];
  const rows = operation.parameters.map((parameter) =>
    element(
      'tr',
      {},
      element('td', {}, element('code', {}, parameter.name), parameter.required ? ' *' : ''),
      element('td', { class: 'quiet' }, parameter.in),
      element('td', {}, parameter.schema.enum?.join(' | ') ?? parameter.schema.type ?? ''),
      element('td', {}, parameter.description ?? parameter.schema.description ?? ''),
    ),
  );
  return [element('h3', {}, 'Parameters'), element('table', {}, ...rows)];
}

function answers(operation, whole) {
  return Object.entries(operation.responses).flatMap(([status, answer]) => {
    const response = resolved(answer, whole);
    const schema = Object.values(response.content ?? {})[0]?.schema;
    if (schema && status.startsWith('2')) return section(`${status} ${response.description}`, said(schema, whole));
    return [element('p', { class: 'quiet' }, `${status} ${response.description}`)];
  });
}

function operationCard(method, path, operation, whole) {
  const heading = [
    element('span', { class: `method ${method}` }, method.toUpperCase()),
    element('code', {}, path),
    element('span', { class: 'quiet' }, operation.summary ?? ''),
  ];
  return card(heading, `${method} ${path} ${operation.summary} ${operation.operationId}`, () => {
    const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
    return [
      operation.description ? element('p', {}, operation.description) : '',
      element('p', { class: 'quiet' }, operation['x-roles'] ? `For: ${operation['x-roles'].join(', ')}` : 'For anyone who can prove it.'),
      ...parameters(operation),
      ...(body ? section('Body', said(body, whole)) : []),
      ...answers(operation, whole),
    ];
  });
}

function eventCard(message, whole) {
  const heading = [
    element('span', { class: 'method event' }, 'EVENT'),
    element('code', {}, message.name),
    element('span', { class: 'quiet' }, message.summary ?? ''),
  ];
  return card(heading, `event ${message.name} ${message.summary ?? ''}`, () =>
    section('Payload', said(message.payload.allOf[1].properties.payload, whole)),
  );
}

async function read(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

function draw(api, events) {
  document.getElementById('about').textContent = `${api.info.version} — ${api.info.description}`;
  const groups = new Map(api.tags.map((tag) => [tag.name, []]));
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      groups.get(operation.tags[0]).push(operationCard(method, path, operation, api));
    }
  }
  groups.set('events', Object.values(events.components.messages).map((message) => eventCard(message, events)));
  const sections = [...groups].map(([name, cards]) => element('section', {}, element('h2', {}, name), ...cards));
  document.getElementById('operations').replaceChildren(...sections);
}

function find(words) {
  for (const details of document.querySelectorAll('details')) {
    details.hidden = !words.every((word) => details.dataset.words.includes(word));
  }
  for (const group of document.querySelectorAll('section')) {
    group.hidden = !group.querySelector('details:not([hidden])');
  }
}

const field = document.getElementById('find');
field.addEventListener('input', () => find(field.value.toLowerCase().split(/\s+/)));
const main = document.getElementById('operations');
try {
  draw(...(await Promise.all([read('/api/openapi.json'), read('/api/asyncapi.json')])));
} catch (reason) {
  main.textContent = String(reason.message);
} finally {
  main.removeAttribute('aria-busy');
}
