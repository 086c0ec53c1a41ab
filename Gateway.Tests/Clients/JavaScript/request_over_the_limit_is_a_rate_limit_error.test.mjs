import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { ask, clientWith } from './gateway.mjs';

const limited = clientWith(process.env.LIMITED_KEY);
const { response } = await limited.chat.completions.create(ask('one')).withResponse();
assert.equal(response.headers.get('x-ratelimit-limit-requests'), '2');
assert.equal(response.headers.get('x-ratelimit-remaining-requests'), '1');
await limited.chat.completions.create(ask('two'));
await assert.rejects(limited.chat.completions.create(ask('three')), (error) => {
  assert.ok(error instanceof OpenAI.RateLimitError, String(error));
  assert.equal(error.headers.get('x-ratelimit-remaining-requests'), '0');
  const wait = Number(error.headers.get('retry-after'));
  assert.ok(wait >= 1 && wait <= 60, `retry-after: ${wait}`);
  assert.ok(error.headers.get('x-litellm-call-id'));
  return true;
});
