import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { ask, client } from './gateway.mjs';

for (const stream of [false, true]) {
  await assert.rejects(client.chat.completions.create(ask('Hello', { model: 'no-such-model', stream })), (error) => {
    assert.ok(error instanceof OpenAI.NotFoundError, String(error));
    assert.equal(error.code, 'model_not_found');
    assert.equal(error.param, 'model');
    assert.match(error.message, /no-such-model/);
    return true;
  });
}
