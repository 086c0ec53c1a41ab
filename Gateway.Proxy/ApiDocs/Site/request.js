// Building, sending and showing a request. The key is read from its input when it is needed, and kept nowhere.
import { el } from './dom.js';

export function urlOf(operation, values) {
  const query = new URLSearchParams();
  let path = operation.paths[0];
  for (const parameter of operation.parameters) {
    const value = values[parameter.name] ?? '';
    if (parameter.in === 'path') {
      // A model's name may hold slashes, and they stay: /v1/models/openai/gpt-oss-120b
      path = path.replace(`{${parameter.name}}`, value.split('/').map(encodeURIComponent).join('/'));
    } else if (value) {
      query.set(parameter.name, value);
    }
  }
  return query.size ? `${path}?${query}` : path;
}

// A field a line, which is how people read a request:
// {
//   "model": "gpt-oss-120b",
//   "messages": [{"role": "user", "content": "Hello."}]
// }
export function example(body) {
  const spaced = value => JSON.stringify(value, null, 1).replaceAll(/\n */g, ' ').replaceAll(/([[{]) | ([\]}])/g, '$1$2');
  const lines = Object.entries(body).map(([name, value]) => `  ${JSON.stringify(name)}: ${spaced(value)}`);
  return `{\n${lines.join(',\n')}\n}`;
}

export function curl(operation) {
  const examples = Object.fromEntries(operation.parameters.map(parameter => [parameter.name, parameter.example]));
  const { body } = operation;
  const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;
  const lines = [`curl ${body?.example?.stream ? '-N ' : ''}${location.origin}${urlOf(operation, examples)}`];
  if (!operation.public) lines.push('-H "Authorization: Bearer $GATEWAY_KEY"');
  if (body?.type === 'application/json') {
    lines.push("-H 'Content-Type: application/json'", `-d ${quoted(example(body.example))}`);
  } else if (body) {
    lines.push(...Object.entries(body.example).map(([name, value]) => `-F ${name}=${value}`), '-F file=@speech.mp3');
  }
  return lines.join(' \\\n  ');
}

export async function send({ url, method, body, type, key, signal, into }) {
  const headers = {};
  if (key) headers.Authorization = `Bearer ${key}`;
  if (type === 'application/json') headers['Content-Type'] = type;
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(2)} s`;
  const status = el('p', { class: 'status', role: 'status' }, 'Sending …');
  into.replaceChildren(status);
  try {
    const response = await fetch(url, { method, headers, body, signal, credentials: 'omit' });
    const answer = `${response.status} ${response.statusText}`.trim();
    status.textContent = `${answer}, headers after ${seconds()}`;
    status.classList.toggle('bad', !response.ok);
    into.append(headersOf(response));
    await show(response, into);
    status.textContent = `${answer}, done in ${seconds()}`;
  } catch (error) {
    status.classList.add('bad');
    status.textContent = error.name === 'AbortError' ? `Stopped after ${seconds()}` : `No answer: ${error.message}`;
  }
}

function headersOf(response) {
  const lines = [...response.headers].map(([name, value]) => `${name}: ${value}`);
  return el('details', {}, el('summary', {}, `${lines.length} headers`), el('pre', { tabindex: 0 }, lines.join('\n')));
}

async function show(response, into) {
  const type = response.headers.get('content-type') ?? '';
  if (/^(audio|image|video)\//.test(type)) {
    const blob = await response.blob();
    into.append(el('p', {}, el('a', { href: URL.createObjectURL(blob), download: 'answer' }, `Save ${blob.size} bytes of ${type}`)));
    return;
  }

  const pre = el('pre', { tabindex: 0 });
  into.append(pre);
  if (type.startsWith('application/json')) {
    const text = await response.text();
    try {
      pre.textContent = JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      pre.textContent = text;
    }
    return;
  }

  // Shown as it arrives: an event stream is the reason to watch.
  const decoder = new TextDecoder();
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return;
    pre.append(decoder.decode(value, { stream: true }));
    pre.scrollTop = pre.scrollHeight;
  }
}
