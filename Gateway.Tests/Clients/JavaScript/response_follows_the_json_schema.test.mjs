import assert from 'node:assert/strict';
import { client, models } from './gateway.mjs';

const schema = { type: 'object', properties: { city: { type: 'string' }, celsius: { type: 'integer' } }, required: ['city', 'celsius'], additionalProperties: false };
const answer = await client.responses.parse({ model: models.chat, input: 'How is Paris?', text: { format: { type: 'json_schema', name: 'weather', schema, strict: true } } });
assert.equal(typeof answer.output_parsed.city, 'string');
assert.ok(Number.isInteger(answer.output_parsed.celsius));
