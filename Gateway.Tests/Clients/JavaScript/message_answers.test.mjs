import assert from 'node:assert/strict';
import { anthropic, message } from './anthropic.mjs';

const answer = await anthropic.messages.create(message('Explain Docker in simple terms.'));
assert.equal(answer.type, 'message');
assert.equal(answer.stop_reason, 'end_turn');
assert.ok(answer.content[0].text.length > 0);
assert.ok(answer.usage.input_tokens > 0 && answer.usage.output_tokens > 0);
