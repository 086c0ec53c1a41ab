import assert from 'node:assert/strict';
import { all, client, models } from './gateway.mjs';

const listed = await all(await client.models.list());
assert.deepEqual(listed.map((model) => model.id), [models.chat, models.reasoning, models.embedding]);
assert.ok(listed.every((model) => model.object === 'model'));
