import assert from 'node:assert/strict';
import { ask, client, models } from './gateway.mjs';

const answer = await client.chat.completions.create(ask('Explain Docker in simple terms.'));
assert.equal(answer.object, 'chat.completion');
assert.equal(answer.model, models.chat);
assert.equal(answer.choices[0].finish_reason, 'stop');
assert.ok(answer.choices[0].message.content.length > 0);
assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
