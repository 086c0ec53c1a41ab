import assert from 'node:assert/strict';
import { ask, client, weatherTool } from './gateway.mjs';

const asked = [];
const tool = { ...weatherTool, function: { ...weatherTool.function, parse: JSON.parse, function: (args) => { asked.push(args.location); return '{"celsius": 21}'; } } };
const runner = client.chat.completions.runTools(ask("What's the weather in Paris?", { tools: [tool], stream: true }));
const content = await runner.finalContent();
assert.equal(asked.length, 1);
assert.ok(content.length > 0);
