import assert from 'node:assert/strict';
import { anthropic, message, weather } from './anthropic.mjs';

const request = message("What's the weather in Paris?", { tools: [weather], tool_choice: { type: 'any' } });
const first = await anthropic.messages.stream(request).finalMessage();
assert.equal(first.stop_reason, 'tool_use');
const call = first.content.find((block) => block.type === 'tool_use');
assert.equal(typeof call.input.location, 'string');

const messages = [...request.messages, { role: 'assistant', content: first.content },
  { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: '21 degrees' }] }];
const second = await anthropic.messages.create({ ...request, messages, tool_choice: { type: 'auto' } });
assert.equal(second.stop_reason, 'end_turn');
