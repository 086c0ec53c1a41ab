import assert from 'node:assert/strict';
import { ask, client } from './gateway.mjs';

const whole = await client.chat.completions.create(ask('Hello'));
const answer = await client.chat.completions.stream(ask('Hello')).finalChatCompletion();
assert.equal(answer.choices[0].message.content, whole.choices[0].message.content);
assert.equal(answer.choices[0].finish_reason, 'stop');
