import assert from 'node:assert/strict';
import { all, ask, client } from './gateway.mjs';

const unasked = await all(await client.chat.completions.create(ask('Hello', { stream: true })));
assert.ok(unasked.every((chunk) => !chunk.usage), 'usage came unasked');
assert.ok(unasked.every((chunk) => chunk.choices.length > 0), 'a chunk without choices came unasked');

const asked = await all(await client.chat.completions.create(ask('Hello', { stream: true, stream_options: { include_usage: true } })));
assert.deepEqual(asked.filter((chunk) => chunk.usage), [asked.at(-1)]);
assert.ok(asked.at(-1).usage.completion_tokens > 0);
