import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { toFile } from 'openai';
import { ask, client } from './gateway.mjs';

const lines = ['a', 'b', 'c'].map((id) => JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/chat/completions', body: ask(`Hello ${id}`) }));
const input = await client.files.create({ file: await toFile(Buffer.from(lines.join('\n')), 'batch.jsonl'), purpose: 'batch' });
assert.equal(input.purpose, 'batch');
let batch = await client.batches.create({ input_file_id: input.id, endpoint: '/v1/chat/completions', completion_window: '24h', metadata: { team: 'a' } });
while (!['completed', 'failed'].includes(batch.status)) {
  await setTimeout(50);
  batch = await client.batches.retrieve(batch.id);
}

assert.deepEqual(batch.request_counts, { total: 3, completed: 3, failed: 0 });
assert.equal(batch.metadata.team, 'a');
const output = (await (await client.files.content(batch.output_file_id)).text()).trim().split('\n').map(JSON.parse);
assert.deepEqual(output.map((line) => line.custom_id).sort(), ['a', 'b', 'c']);
assert.ok(output.every((line) => line.response.body.choices[0].message.content.length > 0));

const ids = [];
for await (const listed of client.batches.list()) ids.push(listed.id);
assert.deepEqual(ids, [batch.id]);
await client.files.delete(input.id);
await assert.rejects(client.files.retrieve(input.id), { status: 404 });
