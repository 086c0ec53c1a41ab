import assert from 'node:assert/strict';
import { ask, client, weatherTool } from './gateway.mjs';

const request = ask("What's the weather in Paris?", { tools: [weatherTool], tool_choice: 'auto' });
const first = await client.chat.completions.create(request);
assert.equal(first.choices[0].finish_reason, 'tool_calls');
const [call] = first.choices[0].message.tool_calls;
assert.equal(call.function.name, 'get_weather');
assert.equal(typeof JSON.parse(call.function.arguments).location, 'string');

const messages = [...request.messages, first.choices[0].message, { role: 'tool', tool_call_id: call.id, content: '{"celsius": 21}' }];
const second = await client.chat.completions.create({ ...request, messages });
assert.equal(second.choices[0].finish_reason, 'stop');
assert.ok(second.choices[0].message.content.length > 0);
