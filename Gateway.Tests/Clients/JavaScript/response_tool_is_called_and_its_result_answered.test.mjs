import assert from 'node:assert/strict';
import { client, models, weatherTool } from './gateway.mjs';

const tools = [{ type: 'function', strict: false, ...weatherTool.function }];
const first = await client.responses.stream({ model: models.chat, input: "What's the weather in Paris?", tools, tool_choice: 'required' }).finalResponse();
const call = first.output.find((item) => item.type === 'function_call');
assert.equal(typeof JSON.parse(call.arguments).location, 'string');

const input = [{ type: 'function_call_output', call_id: call.call_id, output: '{"celsius": 21}' }];
const second = await client.responses.create({ model: models.chat, input, previous_response_id: first.id, tools });
assert.ok(second.output_text.length > 0);
