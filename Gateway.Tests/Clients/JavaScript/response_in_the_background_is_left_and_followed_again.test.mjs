import assert from 'node:assert/strict';
import { all, client, models } from './gateway.mjs';

const stream = await client.responses.create({ model: models.chat, input: 'Why is the sky blue?', background: true, stream: true });
const seen = [];
for await (const event of stream) {
  seen.push(event);
  if (event.type === 'response.output_text.delta') break;
}
const { id } = seen[0].response;
seen.push(...await all(await client.responses.retrieve(id, { stream: true, starting_after: seen.at(-1).sequence_number })));
assert.deepEqual(seen.map((event) => event.sequence_number), seen.map((_, index) => index));
assert.equal(seen.at(-1).type, 'response.completed');
const text = seen.filter((event) => event.type === 'response.output_text.delta').map((event) => event.delta).join('');
const kept = await client.responses.retrieve(id);
assert.equal(kept.output_text, text);
