import assert from 'node:assert/strict';
import { client, models } from './gateway.mjs';

const stream = client.responses.stream({ model: models.reasoning, input: 'Why is the sky blue?' });
let text = '';
stream.on('response.output_text.delta', (event) => { text += event.delta; });
const final = await stream.finalResponse();
assert.deepEqual(final.output.map((item) => item.type), ['reasoning', 'message']);
assert.equal(final.output_text, text);
assert.ok(final.usage.output_tokens > 0);
