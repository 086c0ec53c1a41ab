import assert from 'node:assert/strict';
import { client, models } from './gateway.mjs';

const request = { model: models.embedding, input: ['first', 'second'] };
// Unasked, the client sends base64 and decodes it by itself.
const decoded = await client.embeddings.create(request);
const floats = await client.embeddings.create({ ...request, encoding_format: 'float' });
const base64 = await client.embeddings.create({ ...request, encoding_format: 'base64' });
assert.deepEqual(decoded.data.map((item) => item.index), [0, 1]);
assert.equal(decoded.data[0].embedding.length, 64);
for (const i of [0, 1]) {
  const bytes = Buffer.from(base64.data[i].embedding, 'base64');
  const numbers = Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
  assert.deepEqual([...decoded.data[i].embedding], numbers);
  assert.deepEqual(floats.data[i].embedding.map(Math.fround), numbers);
}
assert.ok(floats.usage.prompt_tokens > 0);
