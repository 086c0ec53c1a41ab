import assert from 'node:assert/strict';
import { client, models } from './gateway.mjs';

const first = await client.responses.create({ model: models.chat, instructions: 'Be brief.', input: 'Hello' });
assert.equal(first.status, 'completed');
assert.ok(first.output_text.length > 0);
const second = await client.responses.create({ model: models.chat, input: 'And then?', previous_response_id: first.id });
assert.equal(second.previous_response_id, first.id);
assert.ok(second.usage.input_tokens > first.usage.input_tokens);

assert.equal((await client.responses.retrieve(first.id)).output_text, first.output_text);
const items = await client.responses.inputItems.list(first.id);
assert.equal(items.data[0].content[0].text, 'Hello');
await client.responses.delete(first.id);
await assert.rejects(client.responses.retrieve(first.id), { status: 404 });
