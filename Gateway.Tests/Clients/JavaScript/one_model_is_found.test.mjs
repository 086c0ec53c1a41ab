import assert from 'node:assert/strict';
import { client, models } from './gateway.mjs';

const model = await client.models.retrieve(models.chat);
assert.equal(model.id, models.chat);
