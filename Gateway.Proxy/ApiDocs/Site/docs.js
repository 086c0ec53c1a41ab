// Draws the page from /openapi.json: links, one article an operation, and a form that tries it.
import { codeBlock, el, prose } from './dom.js';
import { curl, example, send, urlOf } from './request.js';
import { fields, load, operations, resolve } from './spec.js';

const key = document.getElementById('key');
const menu = document.getElementById('menu');
const content = document.getElementById('content');

const spec = await load();
document.getElementById('version').textContent = spec.info.version;
content.append(
  el('h1', {}, `${spec.info.title} API`),
  el('p', {}, prose(spec.info.description)),
  el('p', { class: 'note' }, 'The page knows your key only while it is open. This document as JSON: ', el('a', { href: '/openapi.json' }, '/openapi.json')));

const all = operations();
for (const tag of spec.tags) {
  const group = all.filter(operation => operation.tag === tag.name);
  document.getElementById('links').append(
    el('h2', {}, tag.name),
    el('ul', {}, group.map(operation => el('li', {}, el('a', { href: `#${operation.id}` }, operation.summary)))));
  content.append(el('h2', {}, tag.name), el('p', {}, prose(tag.description)), ...group.map(article));
}

// On a wide screen the links are always there, on a narrow one they fold up.
const wide = matchMedia('(min-width: 60.01rem)');
wide.addEventListener('change', () => { menu.open = wide.matches; });
menu.open = wide.matches;
menu.addEventListener('click', event => { if (event.target.closest('a') && !wide.matches) menu.open = false; });
document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();

function article(operation) {
  const [path, ...others] = operation.paths;
  return el('article', { id: operation.id },
    el('h3', {}, operation.summary),
    el('div', { class: 'route' }, el('span', { class: `method ${operation.method}` }, operation.method.toUpperCase()), el('span', {}, path)),
    others.length ? el('div', { class: 'also' }, 'Also: ', others.flatMap((other, i) => [i ? ', ' : '', el('code', {}, other)])) : null,
    operation.description ? el('p', {}, prose(operation.description)) : null,
    operation.public ? el('p', { class: 'note' }, 'No key needed.') : null,
    codeBlock(curl(operation)),
    request(operation),
    el('details', {}, el('summary', {}, 'Answers'), Object.entries(operation.responses).map(answer)),
    tryIt(operation));
}

function request(operation) {
  const parameters = operation.parameters.map(parameter => ({
    name: parameter.name, type: `${parameter.schema.type}, in the ${parameter.in}`, required: parameter.required, description: parameter.description,
  }));
  const body = operation.body ? fields(operation.body.schema) : [];
  return parameters.length + body.length
    ? el('details', {}, el('summary', {}, 'Fields'), table([...parameters, ...body]))
    : null;
}

function answer([status, response]) {
  const { description, content: bodies = {} } = resolve(response);
  return [
    el('h4', {}, `${status}: `, prose(description)),
    ...Object.entries(bodies).flatMap(([type, { schema }]) => [
      el('div', { class: 'note' }, type),
      ...(schema.anyOf ?? [schema]).map(part => resolve(part)).map(part => table(fields(part.items ? resolve(part.items) : part))),
    ]),
  ];
}

function table(rows) {
  return el('dl', { class: 'fields' }, rows.map(row => el('div', {},
    el('dt', {}, row.name, row.required ? el('span', { class: 'required', title: 'required' }, ' *') : null),
    el('dd', {},
      el('span', { class: 'type' }, row.type),
      prose(row.description),
      row.values ? [' One of ', row.values.flatMap((value, i) => [i ? ', ' : '', el('code', {}, String(value))]), '.'].flat() : null,
      row.standard === undefined ? null : [' Default ', el('code', {}, String(row.standard)), '.']))));
}

function tryIt(operation) {
  const result = el('div', { class: 'result' });
  const stop = el('button', { type: 'button', disabled: true }, 'Stop');
  const start = el('button', { class: 'send' }, 'Send');
  const multipart = operation.body?.type === 'multipart/form-data';
  const form = el('form', { autocomplete: 'off' },
    operation.parameters.map(parameter => input(parameter.name, { value: parameter.example, required: parameter.required })),
    multipart
      ? fields(operation.body.schema).map(field => input(field.name, {
        type: field.name === 'file' ? 'file' : 'text', required: field.required, value: operation.body.example[field.name],
      }))
      : null,
    operation.body && !multipart ? el('label', {}, 'Body', textarea(example(operation.body.example))) : null,
    el('div', { class: 'buttons' }, start, stop),
    result);

  form.addEventListener('submit', async event => {
    event.preventDefault();
    const data = new FormData(form);
    const values = Object.fromEntries(operation.parameters.map(parameter => [parameter.name, data.get(parameter.name)]));
    for (const name of [...data.keys()]) {
      // Fields left empty are fields not sent.
      if (name in values || data.get(name) === '') data.delete(name);
    }
    const abort = new AbortController();
    stop.onclick = () => abort.abort();
    [start.disabled, stop.disabled] = [true, false];
    await send({
      url: urlOf(operation, values),
      method: operation.method.toUpperCase(),
      type: operation.body?.type,
      body: multipart ? data : form.querySelector('textarea')?.value,
      key: key.value.trim(),
      signal: abort.signal,
      into: result,
    });
    [start.disabled, stop.disabled] = [false, true];
  });
  return el('details', {}, el('summary', {}, 'Try it'), form);
}

function input(name, attributes) {
  return el('label', {}, attributes.required ? `${name} *` : name, el('input', { name, ...attributes }));
}

function textarea(text) {
  return el('textarea', { rows: Math.min(16, text.split('\n').length + 1), spellcheck: 'false' }, text);
}
