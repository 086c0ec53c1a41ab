import assert from 'node:assert/strict';
import { all, ask, client, models } from './gateway.mjs';

for (const model of [models.chat, models.reasoning]) {
  const request = ask('Explain Docker in simple terms.', { model, seed: 7 });
  const whole = await client.chat.completions.create(request);
  const chunks = await all(await client.chat.completions.create({ ...request, stream: true }));
  const text = chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join('');
  assert.equal(text, whole.choices[0].message.content);
  assert.deepEqual(chunks.map((chunk) => chunk.choices[0]?.finish_reason).filter(Boolean), ['stop']);
  assert.ok(chunks.every((chunk) => chunk.model === model && chunk.id === chunks[0].id));
}
