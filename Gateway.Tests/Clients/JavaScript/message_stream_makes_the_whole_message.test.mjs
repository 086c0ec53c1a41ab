import assert from 'node:assert/strict';
import { anthropic, message } from './anthropic.mjs';

const whole = await anthropic.messages.create(message('Hello'));
const stream = anthropic.messages.stream(message('Hello'));
let text = '';
stream.on('text', (delta) => { text += delta; });
const final = await stream.finalMessage();
assert.equal(text, whole.content[0].text);
assert.deepEqual(final.content.map((block) => block.type), ['text']);
assert.equal(final.stop_reason, 'end_turn');
assert.equal(final.usage.output_tokens, whole.usage.output_tokens);
