import assert from 'node:assert/strict';
import { ask, client } from './gateway.mjs';

const abort = new AbortController();
const stream = await client.chat.completions.create(ask('Tell me everything.', { stream: true }), { signal: abort.signal });
let chunks = 0;
for await (const _ of stream) {
  chunks++;
  abort.abort();
}
assert.ok(chunks > 0);

// The process stays, so that it is the abort that closes the connection: the test ends it.
console.log('aborted');
setInterval(() => {}, 1_000);
