import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { ask, clientWith } from './gateway.mjs';

await assert.rejects(clientWith('sk-nobody-knows-this-key').chat.completions.create(ask('Hello')), (error) => {
  assert.ok(error instanceof OpenAI.AuthenticationError, String(error));
  assert.equal(error.status, 401);
  assert.equal(error.code, 'invalid_api_key');
  assert.ok(!error.message.includes('sk-nobody'));
  return true;
});
