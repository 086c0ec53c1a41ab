import assert from 'node:assert/strict';
import { all, ask, client, models } from './gateway.mjs';

const request = ask('Why is the sky blue?', { model: models.reasoning });
const { message } = (await client.chat.completions.create(request)).choices[0];
assert.ok(message.content.length > 0);
assert.ok(message.reasoning_content.length > 0);

const chunks = await all(await client.chat.completions.create({ ...request, stream: true }));
assert.equal(chunks.map((chunk) => chunk.choices[0]?.delta?.reasoning_content ?? '').join(''), message.reasoning_content);
