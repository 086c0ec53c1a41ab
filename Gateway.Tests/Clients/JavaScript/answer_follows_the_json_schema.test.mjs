import assert from 'node:assert/strict';
import { ask, client } from './gateway.mjs';

const schema = {
  type: 'object',
  properties: { city: { type: 'string' }, celsius: { type: 'integer', minimum: -50, maximum: 50 }, sky: { enum: ['clear', 'cloudy'] } },
  required: ['city', 'celsius', 'sky'],
  additionalProperties: false,
};
const response_format = { type: 'json_schema', json_schema: { name: 'weather', strict: true, schema } };
const answer = await client.chat.completions.parse(ask('How is Paris?', { response_format }));
const weather = answer.choices[0].message.parsed;
assert.deepEqual(Object.keys(weather).sort(), ['celsius', 'city', 'sky']);
assert.equal(typeof weather.city, 'string');
assert.ok(Number.isInteger(weather.celsius) && Math.abs(weather.celsius) <= 50);
assert.ok(schema.properties.sky.enum.includes(weather.sky));
