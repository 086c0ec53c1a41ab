import assert from 'node:assert/strict';
import { all, client, models } from './gateway.mjs';

const request = { model: models.chat, prompt: 'Once upon a time', max_tokens: 20 };
const answer = await client.completions.create(request);
assert.equal(answer.object, 'text_completion');
assert.ok(answer.choices[0].text.length > 0);

const chunks = await all(await client.completions.create({ ...request, stream: true }));
assert.equal(chunks.map((chunk) => chunk.choices[0]?.text ?? '').join(''), answer.choices[0].text);
